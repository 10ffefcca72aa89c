import styles from './header-number.module.css'

/** The class of a number field in the header. */
export const HEADER_NUMBER = styles.number
