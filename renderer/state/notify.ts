import { create } from 'zustand'
import { messageOf } from '../../contract'
import { useWorkbench, type ViewName } from './workbench'

/** Something that is said to the person. */
export interface Notice {
  id: number
  kind: 'problem' | 'done' | 'info'
  title?: string
  message: string
  /** What can be done about it, e.g. `Undo`. */
  action?: { label: string; run: () => void }
  /** Where it is shown: it goes when this view is left. */
  view: ViewName
  madeAtMs: number
  /** A problem stays until it was read. */
  isRead: boolean
}

interface Notices {
  /** Newest first. */
  past: readonly Notice[]
  /** The one on screen; problems are beside it. */
  latest: number | null
}

export const useNotices = create<Notices>(() => ({ past: [], latest: null }))

const MOST_NOTICES = 100
/** A notice this young is about what led to the next view, and goes there too. */
const JUST_MADE_MS = 1_500

type Said = Pick<Notice, 'title' | 'message' | 'action'>

/** Says something until something else is said, or the view is left; returns the function that takes it off the screen. */
export function notify(said: Said): () => void {
  return say('info', said)
}

/** Says that a request failed, and why, until it is read. */
export function notifyProblem(title: string, error: unknown): void {
  say('problem', { title, message: messageOf(error) })
}

export function notifyDone(message: string): void {
  say('done', { message })
}

let made = 0

function say(kind: Notice['kind'], said: Said): () => void {
  const id = ++made
  const { view } = useWorkbench.getState()
  const notice: Notice = { ...said, id, kind, view, madeAtMs: Date.now(), isRead: kind !== 'problem' }
  useNotices.setState(({ past, latest }) => ({
    past: [notice, ...past].slice(0, MOST_NOTICES),
    latest: kind === 'problem' ? latest : id,
  }))
  return () => dismissNotice(id)
}

/** What a view shows: its newest unread problem, and what was said last. Never more, so that nothing is covered. */
export function shownNotices(
  { past, latest }: Notices,
  view: ViewName,
): { problem: Notice | null; said: Notice | null } {
  const ofView = past.filter((notice) => notice.view === view)
  return {
    problem: ofView.find(({ isRead }) => !isRead) ?? null,
    said: ofView.find(({ id }) => id === latest) ?? null,
  }
}

/** Takes a notice off the screen; it stays in the list of past ones. */
export function dismissNotice(id: number): void {
  useNotices.setState(({ past, latest }) => ({
    past: past.map((notice) => (notice.id === id ? { ...notice, isRead: true } : notice)),
    latest: latest === id ? null : latest,
  }))
}

/** All were seen in the list. */
export function readNotices(): void {
  useNotices.setState(({ past }) => ({ past: past.map((notice) => ({ ...notice, isRead: true })) }))
}

/** Has notices go with their view; returns the function that ends it. */
export function followView(): () => void {
  return useWorkbench.subscribe(({ view }, before) => {
    if (view === before.view) return
    const isJust = (notice: Notice) =>
      notice.view === before.view && Date.now() - notice.madeAtMs < JUST_MADE_MS
    useNotices.setState(({ past, latest }) => {
      const moved = past.map((notice) => (isJust(notice) ? { ...notice, view } : notice))
      return { past: moved, latest: moved.find(({ id }) => id === latest)?.view === view ? latest : null }
    })
  })
}
