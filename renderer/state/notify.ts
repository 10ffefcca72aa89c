import { notifications } from '@mantine/notifications'

/** Says on screen that something asked for did not happen, and why. */
export function notifyProblem(title: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  notifications.show({ title, message, color: 'red', autoClose: 12_000, role: 'alert' })
}

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 4_000 })
}
