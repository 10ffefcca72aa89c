import type { ComponentProps } from 'react'
import styles from './controls.module.css'

/** The buttons at the right end of the header. */
export function Controls(props: Omit<ComponentProps<'div'>, 'role' | 'className'>) {
  return <div {...props} role="group" className={styles.controls} />
}
