import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { messageOf } from '../../contract'
import styles from './view-boundary.module.css'

/** Keeps an error in one view from taking down the whole window: says what happened and offers to try again. */
export class ViewBoundary extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null as string | null }

  static getDerivedStateFromError(error: unknown) {
    return { message: messageOf(error) }
  }

  override render() {
    if (this.state.message === null) return this.props.children
    return (
      <div role="alert" className={styles.broken}>
        <h1>This view stopped working</h1>
        <p>{this.state.message}</p>
        <p>Runs continue, and everything decided is saved.</p>
        <Button onClick={() => this.setState({ message: null })}>Try again</Button>
      </div>
    )
  }
}
