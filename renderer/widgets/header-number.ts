import styles from './header-number.module.css'

/** Of a field in the header that holds a number. */
export const HEADER_NUMBER = styles.number
