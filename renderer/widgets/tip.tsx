import type { ComponentProps } from 'react'
import styles from './tip.module.css'

/** A tooltip that follows the pointer; its parent must be positioned. */
export function Tip(props: Omit<ComponentProps<'div'>, 'className'>) {
  return <div {...props} className={styles.tip} />
}
