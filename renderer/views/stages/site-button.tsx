import styles from './site-button.module.css'

/** The name of a site in a table; pressed while it is selected. The table row handles the click. */
export function SiteButton({ title, isSelected }: { title: string; isSelected: boolean }) {
  return (
    <button type="button" className={styles.button} aria-pressed={isSelected}>
      {title}
    </button>
  )
}
