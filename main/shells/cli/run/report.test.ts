import { describe, expect, it } from 'vitest'
import { acdcResultOf, METRIC_SENSE } from '../../../../contract'
import { RunMaker } from '../../../../testing/finished-runs'
import { edgeIndexByName, buildGraph } from '../../../../engine/host'
import { reportText } from './report'

const maker = new RunMaker()
/** Rows of the table whose head holds these words, as cells. */
function rowsBelow(text: string, head: string): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(head)) + 1
  const end = lines.findIndex((line, at) => at >= start && !/^\S+ {2,}/.test(line))
  return lines.slice(start, end < 0 ? undefined : end).map((line) => line.split(/ {2,}/))
}
const sixDigits = (value: number) => Number(value.toPrecision(6))

describe('what the command line says of a run', () => {
  it.each(['kl', 'logit_diff'] as const)('ACDC by %s: effect and harm of each kept edge', async (metric) => {
    const { detail } = await maker.acdc(metric, metric === 'kl' ? 0.0005 : 0.01)
    const { summary, measurements, decisions, effects } = detail
    const text = reportText(detail, acdcResultOf(detail)!, undefined)
    const index = edgeIndexByName(buildGraph(detail.shape))
    const rows = rowsBelow(text, 'EDGE ')
    expect(rows.length).toBe(summary.edgesKept)
    for (const [name, effect, harm] of rows) {
      const edge = index.get(name)!
      expect(Number(effect)).toBe(sixDigits(effects.effect[effects.edge.indexOf(edge)]))
      expect(Number(harm)).toBe(sixDigits(decisions.delta[decisions.edge.indexOf(edge)]))
      expect(Number(harm)).toBeGreaterThanOrEqual(summary.threshold!)
    }
    const [, every, circuit] = new RegExp(`^${metric}: (\\S+) with every edge, (\\S+) with the circuit`, 'm')
      .exec(text)!
      .map(Number)
    expect([every, circuit]).toEqual(
      [summary.metricInitial, summary.metricFinal].map((one) => sixDigits(one!)),
    )
    // Cut by cut, the harm of what was removed adds up to the circuit's metric.
    const harm = decisions.delta.reduce((sum, delta, row) => sum + (decisions.kept[row] ? 0 : delta || 0), 0)
    expect(METRIC_SENSE[metric] * (circuit - every)).toBeCloseTo(harm, 4)
    const { clean, corrupt, circuit: found } = measurements!
    const shares = Array.from(found!.perPrompt.logit_diff, (value, i) => {
      const [full, empty] = [clean.perPrompt.logit_diff[i], corrupt.perPrompt.logit_diff[i]]
      return (value - empty) / (full - empty)
    })
    const lowest = Math.min(...shares)
    expect(text).toContain(`worst prompt ${sixDigits(lowest)}, row ${shares.indexOf(lowest) + 1}: [`)
  })

  it('a path: base + effect = patched', async () => {
    const common = { metric: 'logit_diff', direction: 'denoising' } as const
    const { detail, result } = await maker.method('path', { ...common, path: 'input->m0->logits' })
    const text = reportText(detail, result!, undefined)
    const [, base, patched, effect] = /logit_diff (\S+) in the corrupt run, (\S+) patched, effect (\S+)$/m
      .exec(text)!
      .map(Number)
    expect(base + effect).toBeCloseTo(patched, 4)
  })

  it('a judgement: each node’s change is the faithfulness without it less that with it', async () => {
    const { detail, result } = await maker.method('workflow', {
      metric: 'logit_diff',
      direction: 'noising',
      top: 6,
    })
    const text = reportText(detail, result!, undefined)
    const row = rowsBelow(text, 'CIRCUIT ')[0]
    const [, without, change] = /least needed: \S+, faithfulness (\S+) without it, change (\S+)/
      .exec(text)!
      .map(Number)
    expect(Number(row[3]) + change).toBeCloseTo(without, 4)
    expect(text).toContain(`Of circuit, ${row[1]} edges:`)
  })
})
