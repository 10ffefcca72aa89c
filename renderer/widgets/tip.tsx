import type { ComponentProps } from 'react'
import styles from './tip.module.css'

/** What is under the pointer, beside it; its box must be positioned. */
export function Tip(props: Omit<ComponentProps<'div'>, 'className'>) {
  return <div {...props} className={styles.tip} />
}
