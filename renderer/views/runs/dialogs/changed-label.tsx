import styles from './changed-label.module.css'

/** The label of a part, with a mark and the stored value where it is changed. */
export function ChangedLabel({
  label,
  before,
  isChanged,
}: {
  label: string
  before: string
  isChanged: boolean
}) {
  if (!isChanged) return label
  return (
    <>
      {label} <span className={styles.changed}>changed, was {before}</span>
    </>
  )
}
