import type { ReactNode } from 'react'
import { Inspector, View } from '../../widgets/panes'
import styles from './stage-frame.module.css'

interface StageFrameProps {
  label: string
  /** The toolbar, and which run is on screen. */
  head: ReactNode
  /** What is measured, in a sentence. */
  explained: ReactNode
  children: ReactNode
}

/** A stage: its controls, what they mean, and its result. */
export function StageFrame({ label, head, explained, children }: StageFrameProps) {
  return (
    <View className={styles.view} label={label}>
      {head}
      <p className={styles.explained}>{explained}</p>
      {children}
    </View>
  )
}

interface StageColumnsProps {
  main: ReactNode
  inspectorLabel: string
  /** Nothing where there is nothing to say: then the result has all the room. */
  inspector: ReactNode
}

/** The result of a stage, and beside it the facts and the selection. */
export function StageColumns({ main, inspectorLabel, inspector }: StageColumnsProps) {
  return (
    <div className={styles.body}>
      <div className={styles.main}>{main}</div>
      {inspector && <Inspector label={inspectorLabel}>{inspector}</Inspector>}
    </div>
  )
}
