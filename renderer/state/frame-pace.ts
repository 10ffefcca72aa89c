/** A frame that takes longer is seen as a stutter, in milliseconds: two of 60 a second. */
const LATE_MS = 34
/** From this share of late frames on, less is drawn. */
const BEARABLE = 0.015
const SLOWEST = 3
/** What one frame counts against all before it: about a second is remembered. */
const WEIGHT = 1 / 64

/** How much of the page is drawn a second, so that frames come in time on slow computers, too. */
export class FramePace {
  private lateShare = 0
  /** In milliseconds of the page; null where the frame before was not seen. */
  private before: number | null = null

  frame(now: number): void {
    if (this.before !== null) {
      const isLate = now - this.before > LATE_MS
      this.lateShare += WEIGHT * (Number(isLate) - this.lateShare)
    }
    this.before = now
  }

  /** The next frame comes only when there is something to draw, however late. */
  rest(): void {
    this.before = null
  }

  /** 1..3: the times between two drawings of the same are multiplied by it. */
  get stretch(): number {
    return Math.min(SLOWEST, Math.max(1, this.lateShare / BEARABLE))
  }
}
