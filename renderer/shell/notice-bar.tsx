import { Popover } from '@mantine/core'
import { Bell, CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '../commands/provided'
import { dismissNotice, readNotices, shownNotices, useNotices, type Notice } from '../state/notify'
import type { ViewName } from '../state/workbench'
import { formatPlural } from '../widgets/format'
import { PastNotices } from './past-notices'
import styles from './notice-bar.module.css'

/** What was just said, at the end of the row under every view: it covers nothing. Beside it the list of what was said before. */
export function NoticeBar({ view }: { view: ViewName }) {
  const notices = useNotices()
  const { problem, said } = shownNotices(notices, view)
  return (
    <section aria-label="Notices" className={styles.bar}>
      <div role="alert" className={styles.problem}>
        {problem && <Said notice={problem} />}
      </div>
      <div role="status" aria-label="Last notice" className={styles.said}>
        {said && <Said key={said.id} notice={said} />}
      </div>
      <History />
    </section>
  )
}

const ICONS = { problem: CircleAlert, done: CircleCheck, info: Info }

function Said({ notice }: { notice: Notice }) {
  const { id, kind, title, message, action } = notice
  const Icon = ICONS[kind]
  return (
    <div className={styles.notice} data-kind={kind}>
      <Icon size={14} aria-hidden className={styles.icon} />
      <p className={styles.text}>
        {title && <strong>{title}. </strong>}
        {message}
      </p>
      {action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            dismissNotice(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label="Dismiss" onClick={() => dismissNotice(id)}>
        <X size={13} aria-hidden />
      </button>
    </div>
  )
}

function History() {
  const [isOpen, setOpen] = useState(false)
  const past = useNotices((state) => state.past)
  const unread = past.filter(({ isRead }) => !isRead).length
  const show = (opened: boolean) => {
    setOpen(opened)
    // Closing it, not opening: what is new keeps its mark while one reads.
    if (!opened) readNotices()
  }
  useCommand('notices.show', () => show(true))
  return (
    <Popover opened={isOpen} onChange={show} position="top-end" width={420} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.history}
          aria-label={unread > 0 ? undefined : 'Past notices'}
          title="Past notices"
          onClick={() => show(!isOpen)}
        >
          <Bell size={13} aria-hidden />
          {unread > 0 && <b>{formatPlural(unread, 'unread problem')}</b>}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <PastNotices past={past} />
      </Popover.Dropdown>
    </Popover>
  )
}
