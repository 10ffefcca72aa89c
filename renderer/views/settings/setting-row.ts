import styles from './setting-row.module.css'

/** The parts of a Mantine input laid out as a setting: its name and what to know about it, the control beside them. */
export const ROW = { root: styles.row, label: styles.label, description: styles.hint }
