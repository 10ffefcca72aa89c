import type { ComponentProps, ReactNode } from 'react'
import styles from './panes.module.css'

/** A scrolling page with a title, for views that are not a canvas. */
export function Page(props: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.page} aria-label={props.title}>
      <header className={styles.pageHead}>
        <div>
          <h1 className={styles.pageTitle}>{props.title}</h1>
          {props.note && <p className={styles.pageNote}>{props.note}</p>}
        </div>
        {props.actions && <div className={styles.pageActions}>{props.actions}</div>}
      </header>
      {props.children}
    </section>
  )
}

/** A view laid out from top to bottom: its strips, and what fills the rest. */
export function View({ label, className = '', ...rest }: { label: string } & ComponentProps<'section'>) {
  return <section {...rest} aria-label={label} className={`${styles.view} ${className}`} />
}

/** Pushes what follows to the end of a strip. */
export function Space() {
  return <div className={styles.space} />
}

/** The strip of controls above a canvas. */
export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="toolbar" aria-label={label} className={styles.toolbar}>
      {children}
    </div>
  )
}

/** The column at the right that explains what is selected. */
export function Inspector({ label, children }: { label: string; children: ReactNode }) {
  return (
    <aside aria-label={label} className={styles.inspector}>
      <div className={styles.scroll}>{children}</div>
    </aside>
  )
}

export function Section(props: { title: string; note?: ReactNode; hint?: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <h2 className={styles.sectionTitle} title={props.hint}>
        {props.title}
        {props.note !== undefined && <span className="dim">{props.note}</span>}
      </h2>
      {props.children}
    </section>
  )
}

/** Name and value pairs, the values in monospace. Empty ones are left out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <FactRow key={name} name={name} value={value} />
        ))}
    </dl>
  )
}

function FactRow({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

/** The buttons at the end of a section. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
