import styles from './hook-names.module.css'

/** TransformerLens hook names, each on its own line, as they are long. */
export function HookNames({ hooks }: { hooks: [what: string, hook: string][] }) {
  return (
    <dl className={styles.hooks}>
      {hooks.map(([what, hook]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{hook}</dd>
        </div>
      ))}
    </dl>
  )
}
