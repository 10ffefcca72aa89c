import type { PromptDraft } from './prompt-draft'

/** Larger drafts take longer to write than a letter to type: they are written in a pause, or when the page goes. */
const SMALL_ROWS = 300
const PAUSE_MS = 500

/** Writes a draft where it survives the page; large ones a little later, and the latest of them only. */
export class DraftKeeper {
  private waiting: PromptDraft | null = null
  private timer: ReturnType<typeof setTimeout> | null = null

  /** `keep` says whether there was room; `kept` hears of it where that was later. */
  constructor(
    private readonly keep: (draft: PromptDraft) => boolean,
    private readonly kept: (isKept: boolean) => void,
  ) {}

  /** Whether it is kept; null where that is not known yet. */
  take(draft: PromptDraft): boolean | null {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.waiting = null
    if (draft.rows.length <= SMALL_ROWS) return this.keep(draft)
    this.waiting = draft
    this.timer = setTimeout(() => this.flush(), PAUSE_MS)
    return null
  }

  /** Writes what waits, at once. */
  flush(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const { waiting } = this
    this.waiting = null
    if (waiting) this.kept(this.keep(waiting))
  }
}
