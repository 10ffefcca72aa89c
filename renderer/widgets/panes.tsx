import type { ComponentProps, ReactNode } from 'react'
import { usePane } from '../state/maximised'
import { MaximiseButton } from './maximise-button'
import { TermText } from './term'
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

type ViewProps = { label: string; hasHeading?: boolean } & ComponentProps<'section'>

/**
 * A view laid out from top to bottom: its strips, and what fills the rest. Its name is its first heading, which is
 * only heard where the view shows none (`hasHeading`).
 */
export function View({ label, hasHeading, className = '', children, ...rest }: ViewProps) {
  return (
    <section {...rest} aria-label={label} className={`${styles.view} ${className}`}>
      {!hasHeading && <h1 className="spoken">{label}</h1>}
      {children}
    </section>
  )
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
  const pane = usePane(label)
  return (
    <aside {...pane} aria-label={label} className={styles.inspector}>
      <MaximiseButton pane={label} what={label} isInCorner />
      <div className={styles.scroll}>{children}</div>
    </aside>
  )
}

export function Section(props: { title: string; note?: ReactNode; hint?: string; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <h2 className={styles.sectionTitle} title={props.hint}>
        <TermText text={props.title} />
        {props.note !== undefined && <span className="dim">{props.note}</span>}
      </h2>
      {props.children}
    </section>
  )
}

/** Name and value pairs, the values in monospace. Empty ones are left out; names that are terms explain themselves. */
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
      <dt>
        <TermText text={name} />
      </dt>
      <dd>{value}</dd>
    </>
  )
}

/** The buttons at the end of a section. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
