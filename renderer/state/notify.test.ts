import { notifications, notificationsStore } from '@mantine/notifications'
import { beforeEach, expect, it } from 'vitest'
import { MOST_NOTICES, notifyDone, notifyProblem } from './notify'

beforeEach(() => {
  notifications.clean()
  notificationsStore.setState({ ...notificationsStore.getState(), limit: MOST_NOTICES })
})

it('shows the newest notices at once, the oldest give way', () => {
  for (let made = 1; made <= 6; made++) notifyProblem(`Problem ${made}`, 'why')
  notifyDone('Done')
  const { notifications: shown, queue } = notificationsStore.getState()
  expect(shown.map(({ title, message }) => title ?? message)).toEqual([
    'Problem 4',
    'Problem 5',
    'Problem 6',
    'Done',
  ])
  expect(queue).toEqual([])
})
