import type { Notice } from '../state/notify'
import { VIEW_LABEL } from '../state/view-label'
import { useChanges } from '../state/undo'
import styles from './past-notices.module.css'

/** What was said in this window, the newest first. */
export function PastNotices({ past }: { past: readonly Notice[] }) {
  const undoes = useChanges(({ done }) => done.at(-1)?.what)
  return (
    <section aria-label="Past notices">
      <header className={styles.head}>
        <h2 className={styles.title}>Past notices</h2>
        {undoes && <span className="dim">Undo takes back: {undoes}</span>}
      </header>
      {past.length === 0 ? (
        <p className={styles.none}>Nothing was said in this window yet.</p>
      ) : (
        <ol className={styles.list} tabIndex={0}>
          {past.map((notice) => (
            <PastNotice key={notice.id} notice={notice} />
          ))}
        </ol>
      )}
    </section>
  )
}

function PastNotice({ notice }: { notice: Notice }) {
  const { kind, title, message, view, madeAtMs, isRead } = notice
  return (
    <li className={styles.notice} data-unread={!isRead || undefined}>
      <p className={styles.text}>
        {title && <strong className={kind === 'problem' ? 'hurts' : undefined}>{title}. </strong>}
        {message}
      </p>
      <span className="dim">
        {VIEW_LABEL[view]} · <time>{new Date(madeAtMs).toLocaleTimeString()}</time>
      </span>
    </li>
  )
}
