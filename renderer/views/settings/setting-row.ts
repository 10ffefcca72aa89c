import styles from './setting-row.module.css'

/** Lays out a Mantine input as a setting: its name and description, with the control beside them. */
export const ROW = { root: styles.row, label: styles.label, description: styles.hint }
