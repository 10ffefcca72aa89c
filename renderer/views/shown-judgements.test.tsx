import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../contract'
import { methodRunOf, RunMaker, type FinishedRun } from '../../testing/finished-runs'
import { expectShown, expectSum, numberOf, seen } from '../../testing/rendered-text'
import { CheckPanel } from '../methods/check/check-panel'
import { edgesMatching } from '../methods/edges/ends'
import { TracedEdgeFacts } from '../methods/edges/traced-edges'
import { fromSnapshot } from '../state/live-run'
import { formatPercent } from '../widgets/format'
import { sizeMarks } from './judge/judge-data'
import { Headline } from './judge/evaluation-shown'
import { MetricsPanel } from './judge/metrics-panel'
import { MinimalityPanel } from './judge/minimality-panel'
import { PromptsPanel } from './judge/prompts-panel'
import { SiteTable } from './screen/site-table'

// Like shown-numbers.test.tsx, for judgements, workflows and self-checks.

const maker = new RunMaker()
const asPercent = (share: number) => formatPercent(share)

describe('a judgement', () => {
  const judge = async (top: number[], by: 'signed' | 'absolute') => {
    const scored = await maker.method('eap', { metric: 'logit_diff', direction: 'noising', igSteps: 0 })
    const scores = scored.detail.scores!
    const all = Int32Array.from(scores, (_, edge) => edge)
    const meaning = {
      kind: 'effect',
      metric: 'logit_diff',
      sense: -1,
      direction: 'noising',
      method: 'eap',
      ablation: null,
    } as const
    const circuit = { name: 'scores', edges: all, scores, meaning }
    const reference = { name: 'reference', edges: all.slice(30, 70), scores: null, meaning: null }
    return maker.method(
      'evaluate',
      { metric: 'logit_diff', circuit: { runId: 'x' }, reference: { runId: 'y' }, top, by },
      { circuit, reference },
    )
  }

  it('has the same number of edges in heading, columns, marker, precision and recall', async () => {
    const found = await judge([30, 12], 'signed')
    const evaluation = evaluationIn(found)
    const { text, facts } = seen(<Headline evaluation={evaluation} config={found.detail.config} />)
    expect(text).toContain('Faithfulnesstop 12')
    expect(text).toContain('12 edges')
    const { rows } = seen(<MetricsPanel evaluation={evaluation} metric="logit_diff" />)
    expect(rows[0]).toEqual(['Metric', 'clean', 'top 30', 'top 12', 'all corrupt'])
    expect(rows.find(([name]) => name === 'edges')).toEqual(['edges', '', '30', '12', '0'])
    expect(sizeMarks(evaluation)).toEqual([{ x: 12, text: '12 edges' }])
    const [, shared] = /\((\d+) of 12\)/.exec(facts.get('Precision')!)!
    expect(facts.get('Precision')).toBe(`${asPercent(Number(shared) / 12)} (${shared} of 12)`)
    expect(facts.get('Recall')).toBe(`${asPercent(Number(shared) / 40)} (${shared} of 40)`)
    expectJudged(found, evaluation)
  })

  it('with another ablation is compared with the run with every edge cut, which is shown', async () => {
    const common = { metric: 'logit_diff', direction: 'noising', top: 6 } as const
    const found = await maker.method('workflow', { ...common, ablation: 'zero' })
    if (found.result?.kind !== 'workflow') throw new Error('no workflow')
    const { judgement } = found.result.workflow
    expect(judgement.empty).toBeDefined()
    const { rows } = seen(<MetricsPanel evaluation={judgement} metric="logit_diff" />)
    expect(rows[0].slice(-2)).toEqual(['every edge cut', 'corrupt'])
    expectJudged(found, judgement)
  })

  it('of a workflow’s proposed circuit adds up, and so do its stages', async () => {
    const found = await maker.method('workflow', { metric: 'logit_diff', direction: 'noising', top: 6 })
    if (found.result?.kind !== 'workflow') throw new Error('no workflow')
    const { screen, confirm, trace, judgement, proposed } = found.result.workflow
    expect(judgement.judgements.at(-1)!.edges).toBe(proposed.length)
    expectJudged(found, judgement)
    const run = methodRunOf(found)
    const rows = [...screen.effect.keys()]
    const table = seen(<SiteTable label="Sites" scores={screen} rows={rows} run={run} />)
    expect(table.rows[0][2]).toBe('Effect (estimate)')
    rows.forEach((row) => expectShown(table.rows[row + 1][2], screen.effect[row]))
    confirm.exact.effect.forEach((effect, row) =>
      expect(confirm.exact.value[row] - confirm.exact.baseMetric).toBeCloseTo(effect, 6),
    )
    const live = fromSnapshot(found.detail)
    const query = { mode: 'among', receiver: 'logits', sender: 'input' } as const
    const shown = { graph: live.graph, scores: trace, run, onEdgesChange: () => undefined }
    for (const edge of edgesMatching(live.graph, trace, query)) {
      const { facts } = seen(<TracedEdgeFacts {...shown} edge={edge} />)
      expectSum(facts.get('Logit difference, clean run')!, facts.get('Effect')!, facts.get('Patched')!)
    }
  })

  function evaluationIn({ result }: FinishedRun): Evaluation {
    if (result?.kind !== 'evaluation') throw new Error('no evaluation')
    return result.evaluation
  }

  /** Faithfulness, each prompt's, and each node's change, from the metrics and each other. */
  function expectJudged({ detail }: FinishedRun, evaluation: Evaluation): void {
    const judged = evaluation.judgements.at(-1)!
    const { facts } = seen(<Headline evaluation={evaluation} config={detail.config} />)
    const { rows } = seen(<MetricsPanel evaluation={evaluation} metric="logit_diff" />)
    const metrics = rows
      .find(([name]) => name === 'logit difference')!
      .slice(1)
      .map(numberOf)
    // A column for each judged circuit, then the run with every edge cut.
    const none = rows[0].findIndex((name) => name === 'every edge cut' || name === 'all corrupt') - 1
    const [clean, circuit, cut] = [metrics[0], metrics[none - 1], metrics[none]]
    const share = (circuit - cut) / (clean - cut)
    const tolerance = 5e-4 + 3e-4 / Math.abs(clean - cut)
    expect(Math.abs(judged.faithfulness! - share)).toBeLessThan(tolerance)
    const faithfulness = rows.find(([name]) => name === 'faithfulness')!
    expect(faithfulness[none]).toBe(asPercent(judged.faithfulness!))

    const shares = Array.from(judged.measurement.perPrompt.logit_diff, (value, i) => {
      const kept = [evaluation.clean, evaluation.empty ?? evaluation.corrupt]
      const [full, empty] = kept.map((one) => one.perPrompt.logit_diff[i])
      return (value - empty) / (full - empty)
    })
    const lowest = Math.min(...shares)
    expect(facts.get('Worst prompt')).toContain(`${asPercent(lowest)}: #${shares.indexOf(lowest) + 1} #`)
    const bars = seen(<PromptsPanel evaluation={evaluation} config={detail.config} />)
    const shown = [...bars.html.matchAll(/aria-label="#(\d+) [^"]*, ([^",]*%)"/g)]
    expect(shown.map(([, row, percent]) => [Number(row), percent])).toEqual(
      [...shares.keys()].sort((a, b) => shares[a] - shares[b]).map((i) => [i + 1, asPercent(shares[i])]),
    )

    const table = seen(<MinimalityPanel whole={judged.faithfulness} nodes={evaluation.minimality!} />)
    expect(table.rows[0]).toEqual(['Node', 'Faithfulness without', 'Change'])
    const whole = numberOf(/circuit ([^ ]+ %) \+ change = without/.exec(table.text)![1])
    expect(table.rows.length - 1).toBe(evaluation.minimality!.length)
    for (const [, without, change] of table.rows.slice(1)) {
      expect(Math.abs(whole + numberOf(change) - numberOf(without))).toBeLessThanOrEqual(0.1501)
      if (numberOf(without) < whole - 0.2) expect(change).toMatch(/^−/)
      if (numberOf(without) > whole + 0.2) expect(change).toMatch(/^\+/)
    }
  }
})

it('a self-check passes where the difference shown is at most the one allowed', async () => {
  const { result } = await maker.method('check', { metric: 'kl' })
  if (result?.kind !== 'check') throw new Error('no check')
  const failed = { ...result.items[0], name: 'reference-logits', passed: false, difference: 1 } as const
  const items = [...result.items, failed]
  const { rows } = seen(<CheckPanel items={items} />)
  expect(rows.length).toBe(items.length + 1)
  for (const [name, verdict, difference, allowed] of rows.slice(1)) {
    const isWithin = numberOf(difference) <= numberOf(allowed)
    expect([name, verdict]).toEqual([name, isWithin ? 'passed' : 'failed'])
  }
})
