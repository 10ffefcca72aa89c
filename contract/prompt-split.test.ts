import { describe, expect, it } from 'vitest'
import { foundOn, foundOnByFile } from './found-on'
import { measuredRows, splitProblem, splitRows, splitText } from './prompt-split'
import type { PromptRow, PromptSplit } from './prompts'

const row = (text: string, template?: string): PromptRow => ({
  clean: text,
  corrupt: `not ${text}`,
  answers: [1],
  wrongAnswers: [2],
  ...(template && { template }),
})
const rows = Array.from({ length: 20 }, (_, i) => row(`prompt ${i}`, `template ${i % 4}`))
const byRow: PromptSplit = { seed: 1, heldOut: 0.3, by: 'row' }

describe('a split', () => {
  it('holds the wanted share out, each row in one part, the same for the same seed', () => {
    const { train, 'held-out': heldOut } = splitRows({ rows, split: byRow })
    expect([train.length, heldOut.length]).toEqual([14, 6])
    expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(rows.map((_, i) => i))
    expect(splitRows({ rows: [...rows], split: byRow })).toEqual({ train, 'held-out': heldOut })
    expect(splitRows({ rows, split: { ...byRow, seed: 2 } })['held-out']).not.toEqual(heldOut)
  })

  it('by template holds whole templates out', () => {
    const { 'held-out': heldOut } = splitRows({ rows, split: { ...byRow, by: 'template' } })
    expect(heldOut).toHaveLength(5)
    expect(new Set(heldOut.map((at) => rows[at].template)).size).toBe(1)
  })

  it.each([0.001, 0.5, 0.999])('leaves at least one row in each part: share %d', (heldOut) => {
    for (const count of [2, 3, 20]) {
      const parts = splitRows({ rows: rows.slice(0, count), split: { ...byRow, heldOut } })
      expect(Math.min(parts.train.length, parts['held-out'].length)).toBeGreaterThan(0)
    }
  })

  it('says why a set cannot be split, which is then one part', () => {
    const by = { ...byRow, by: 'template' } as const
    const problems = [rows.slice(0, 1), [row('a'), row('b')], [row('a', 't'), row('b', 't')]].map((some) =>
      splitProblem({ rows: some, split: by }),
    )
    expect(problems).toEqual([
      'A split needs at least two rows: add rows, or take the split off.',
      'The rows name no templates: split by row, or add a column "template".',
      'All rows are of one template: split by row.',
    ])
    expect(splitRows({ rows: rows.slice(0, 1), split: by })).toEqual({ train: [0], 'held-out': [0] })
  })

  it('is judged on what is held out, all else is about the train part', () => {
    const prompts = { rows, split: byRow }
    expect(measuredRows({ method: 'evaluate', prompts })).toEqual(splitRows(prompts)['held-out'])
    expect(measuredRows({ method: 'acdc', prompts })).toEqual(splitRows(prompts).train)
    expect(measuredRows({ method: 'evaluate', prompts: { rows } })).toHaveLength(20)
    expect(splitText(byRow)).toBe('30 % held out by row, seed 1')
  })
})

describe('prompts that a circuit was found on', () => {
  const set = (some: PromptRow[], split?: PromptSplit) => ({ bos: 'tokenizer' as const, rows: some, split })

  it('are counted among those it is judged on', () => {
    const finding = { method: 'acdc', prompts: set(rows.slice(0, 8)) }
    expect(foundOn({ method: 'evaluate', prompts: set(rows) }, finding)).toEqual({ shared: 8, prompts: 20 })
    const split = { prompts: set(rows, byRow) }
    expect(foundOn({ method: 'evaluate', ...split }, { method: 'acdc', ...split }).shared).toBe(0)
    const otherBos = { method: 'evaluate', prompts: { ...set(rows), bos: 'no' as const } }
    expect(foundOn(otherBos, finding).shared).toBe(0)
  })

  it('are read from files of ours, and not known of others', () => {
    const patchbay = { method: 'acdc', data: { bos: 'tokenizer', rows: rows.slice(0, 3) } }
    const judging = { method: 'evaluate', prompts: set(rows) }
    expect(foundOnByFile(judging, patchbay)).toEqual({ shared: 3, prompts: 20 })
    expect(foundOnByFile(judging, { method: 'acdc' })).toBeNull()
    // Older files have other words for BOS.
    const older = { method: 'acdc', data: { bos: 'prepend', rows: rows.slice(0, 3) } }
    const withBos = { method: 'evaluate', prompts: { ...set(rows), bos: 'yes' as const } }
    expect(foundOnByFile(withBos, older)).toEqual({ shared: 3, prompts: 20 })
  })
})
