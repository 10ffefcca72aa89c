import styles from './heading.module.css'

/** The title of a part of the Model view. */
export function Heading({ text }: { text: string }) {
  return <h2 className={styles.heading}>{text}</h2>
}
