import type { Page } from '@playwright/test'

interface Recording {
  times: number[]
  isOn: boolean
}

/** How long frames took, in milliseconds. */
export interface FrameTimes {
  count: number
  median: number
  p95: number
  worst: number
}

/** The frames of a page while something is done in it. @throws Error where it drew fewer than two. */
export async function framesDuring(page: Page, act: () => Promise<unknown>): Promise<FrameTimes> {
  await page.evaluate(() => {
    const recording: Recording = { times: [], isOn: true }
    Object.assign(window, { patchbayFrames: recording })
    let last = performance.now()
    const tick = (now: number) => {
      recording.times.push(now - last)
      last = now
      if (recording.isOn) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await act()
  const times = await page.evaluate(() => {
    const { patchbayFrames } = window as unknown as { patchbayFrames: Recording }
    patchbayFrames.isOn = false
    return patchbayFrames.times.slice(1)
  })
  if (times.length === 0) throw new Error('The page drew no frames while it was measured.')
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return { count: times.length, median: at(0.5), p95: at(0.95), worst: at(1) }
}
