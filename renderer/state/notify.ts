import { notifications, notificationsStore, type NotificationData } from '@mantine/notifications'
import { messageOf } from '../../contract'

/** More at once would cover the view. */
export const MOST_NOTICES = 4

/** Shows a notice at once: at the limit, the oldest makes way instead of the newest waiting. */
export function notify(notice: NotificationData): string {
  const { notifications: shown, queue } = notificationsStore.getState()
  for (const { id } of [...shown, ...queue].slice(0, 1 - MOST_NOTICES)) if (id) notifications.hide(id)
  return notifications.show(notice)
}

/** Says on screen that a request failed, and why. */
export function notifyProblem(title: string, error: unknown): void {
  notify({ title, message: messageOf(error), color: 'red', autoClose: 12_000, role: 'alert' })
}

export function notifyDone(message: string): void {
  notify({ message, color: 'green', autoClose: 4_000 })
}
