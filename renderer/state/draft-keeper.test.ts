import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DraftKeeper } from './draft-keeper'
import { newDraft, reduceDraft, type PromptDraft } from './prompt-draft'

const draftOf = (count: number): PromptDraft => {
  const rows = Array.from({ length: count }, () => ({
    clean: 'a',
    corrupt: 'b',
    answers: [],
    wrongAnswers: [],
  }))
  return reduceDraft(newDraft(), { type: 'append', rows })
}
const kept: PromptDraft[] = []
const answers: boolean[] = []
let hasRoom = true
let keeper: DraftKeeper
beforeEach(() => {
  vi.useFakeTimers()
  kept.length = answers.length = 0
  hasRoom = true
  const keep = (draft: PromptDraft) => {
    kept.push(draft)
    return hasRoom
  }
  keeper = new DraftKeeper(keep, (isKept) => answers.push(isKept))
})
afterEach(() => vi.useRealTimers())

it('keeps a small draft at once', () => {
  const draft = draftOf(3)
  expect(keeper.take(draft)).toBe(true)
  expect(kept).toEqual([draft])
  hasRoom = false
  expect(keeper.take(draft)).toBe(false)
})

it('keeps a large one in a pause, the latest only, and then says whether there was room', () => {
  const [first, second] = [draftOf(1000), draftOf(1001)]
  hasRoom = false
  expect(keeper.take(first)).toBe(null)
  vi.advanceTimersByTime(400)
  expect(keeper.take(second)).toBe(null)
  vi.advanceTimersByTime(400)
  expect(kept).toEqual([])
  vi.advanceTimersByTime(200)
  expect(kept).toEqual([second])
  expect(answers).toEqual([false])
})

it('keeps what waits when the page goes, once', () => {
  const draft = draftOf(1000)
  keeper.take(draft)
  keeper.flush()
  keeper.flush()
  vi.advanceTimersByTime(1000)
  expect(kept).toEqual([draft])
})

it('keeps no older draft after a newer small one', () => {
  const [large, small] = [draftOf(1000), draftOf(1)]
  keeper.take(large)
  keeper.take(small)
  vi.advanceTimersByTime(1000)
  expect(kept).toEqual([small])
})
