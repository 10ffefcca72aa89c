import { beforeAll, describe, expect, it } from 'vitest'
import {
  meaningOfRun,
  METRIC_SENSE,
  USUAL_COLUMNS,
  worstPromptOf,
  type EdgeScores,
  type SiteScores,
} from '../../contract'
import { comparisonOf } from '../../testing/comparison'
import { methodRunOf, RunMaker } from '../../testing/finished-runs'
import { expectShown, expectSum, expectSumShown, numberOf, seen } from '../../testing/rendered-text'
import { rankEdges, shownEdge } from '../../engine/graph'
import { edgesMatching } from '../methods/edges/ends'
import { TracedEdgeFacts } from '../methods/edges/traced-edges'
import { PathFacts } from '../methods/path/traced-path'
import { discoverPart } from '../methods/registry'
import { edgeValue, formatSigned, valueScale } from '../state/edge-values'
import { fromSnapshot, KEPT, type LiveRun } from '../state/live-run'
import { METRIC_LABEL } from '../state/metric-label'
import type { MethodRun } from '../state/run-store'
import { effectsOfRow } from '../state/sites'
import { withTopEdges } from '../state/top-edges'
import { formatPercent } from '../widgets/format'
import { ConfirmTable } from './confirm/confirm-table'
import { EdgeFacts } from './discover/edge-facts'
import { EdgeRow } from './discover/edge-row'
import { FinalMetrics } from './discover/final-metrics'
import { legendKey } from './discover/legend-key'
import { CompareTables } from './compare/compare-tables'
import { RunRow } from './runs/run-row'
import { SiteTable } from './screen/site-table'
import { partOf } from './stages/stage-part'

const describeEdge = (run: LiveRun, edge: number) => discoverPart(run.summary.method).edgeText(run, edge)

// Renders every card and table of finished runs, reads the printed numbers, and recomputes them: sums from the other
// numbers shown, and single numbers from the result.

const METRICS = ['kl', 'logit_diff'] as const
const DIRECTIONS = ['noising', 'denoising'] as const
const maker = new RunMaker()

const asPercent = (share: number) => formatPercent(share)

/** The card of an edge in Discover. */
const cardOf = (run: LiveRun, edge: number) =>
  seen(<EdgeFacts graph={run.graph} run={run} edge={edge} />).facts

describe.each(METRICS)('ACDC by %s', (metric) => {
  let run: LiveRun
  beforeAll(async () => {
    run = fromSnapshot((await maker.acdc(metric, metric === 'kl' ? 0.0005 : 0.01)).detail)
  })
  const title = metric === 'kl' ? 'KL' : 'Logit difference'

  it('adds up on the card of every edge it tested, and shows the harm by which it decided', () => {
    let measured = 0
    for (let edge = 0; edge < run.graph.edgeCount; edge++) {
      const facts = cardOf(run, edge)
      if (Number.isNaN(run.delta[edge])) {
        expect(facts.has('Harm of removal')).toBe(false)
        continue
      }
      measured++
      const [before, cut, change, harm] = [`${title} before`, 'When cut', 'Change', 'Harm of removal'].map(
        (name) => facts.get(name)!,
      )
      expectSum(before, change, cut)
      expect(numberOf(harm)).toBe(METRIC_SENSE[metric] * numberOf(change) + 0)
      expectSumShown(cut, run.metric[edge])
      expectShown(harm, run.delta[edge])
      const tau = run.summary.threshold!
      expect(facts.get('Because')).toBe(
        `its harm of removal is ${run.delta[edge] < tau ? 'below τ' : 'τ or more'}`,
      )
    }
    expect(measured).toBeGreaterThan(20)
  })

  it('shows a kept edge with the same two numbers on its card, in the list and in the tooltip', () => {
    const kept = [...run.state.keys()].filter((edge) => run.state[edge] === KEPT)
    expect(kept.length).toBeGreaterThan(3)
    for (const edge of kept) {
      const facts = cardOf(run, edge)
      const base = run.detail.measurements!.clean.mean[metric]
      expectShown(facts.get(`${title}, clean run`)!, base)
      expectSum(facts.get(`${title}, clean run`)!, facts.get('Effect')!, facts.get('Patched')!)
      expectShown(facts.get('Effect')!, run.effect[edge])
      const [effect, harm] = [run.effect[edge], run.delta[edge]].map(formatSigned)
      expect(describeEdge(run, edge)).toBe(`kept, effect ${effect}, harm of removal ${harm}`)
      const row = seen(<EdgeRow run={run} edge={edge} largest={1} isSelected={false} />)
      expect(row.text).toBe(`${shownEdge(run.graph, edge)}, effect ${effect}, harm of removal ${harm}`)
      expect(numberOf(harm)).toBeGreaterThanOrEqual(run.summary.threshold! - 5e-5)
    }
  })

  it('shows the effect at each end of the legend, red where patching hurts', () => {
    const scale = valueScale(run)
    const key = legendKey(run, scale)
    expect([key.colouredBy, key.red, key.blue]).toEqual(['Effect', 'patching hurts', 'patching helps'])
    expect(numberOf(key.high)).toBe(-numberOf(key.low))
    expect(Math.sign(numberOf(key.high))).toBe(METRIC_SENSE[metric])
    expectShown(key.high, METRIC_SENSE[metric] * scale.largest)
    const worst = [...run.state.keys()].find((edge) => Math.abs(run.effect[edge]) === scale.largest)!
    expect(edgeValue(run, worst)).toBe(METRIC_SENSE[metric] * run.effect[worst])
  })

  it('is coloured by harm of removal until every kept edge has its effect', () => {
    const { edge, effect } = run.detail.effects
    const some = { edge: edge.slice(0, 2), effect: effect.slice(0, 2) }
    const live = fromSnapshot({ ...run.detail, effects: some })
    const scale = valueScale(live)
    const key = legendKey(live, scale)
    expect([key.colouredBy, key.red, key.blue]).toEqual(['Harm of removal', 'removal hurts', 'removal helps'])
    expectShown(key.high, scale.largest)
    for (const each of run.state.keys()) {
      if (run.state[each] !== KEPT) continue
      const isPatched = some.edge.includes(each)
      const harm = isPatched ? METRIC_SENSE[metric] * run.effect[each] : run.delta[each]
      expect(edgeValue(live, each)).toBe(harm)
      expect(describeEdge(live, each)).toContain(`harm of removal ${formatSigned(run.delta[each])}`)
    }
  })

  it('recomputes faithfulness and the worst prompt from the metrics', () => {
    const { facts, rows } = seen(<FinalMetrics run={run} />)
    const [clean, corrupt, circuit] = rows
      .find(([name]) => name === 'logit diff')!
      .slice(1)
      .map(numberOf)
    const range = Math.abs(clean - corrupt)
    const share = (circuit - corrupt) / (clean - corrupt)
    expect(Math.abs(numberOf(facts.get('Faithfulness')!) / 100 - share)).toBeLessThan(5e-4 + 3e-4 / range)
    expectWorst(facts.get('Worst prompt')!, run.detail.measurements!.circuit!.perPrompt.logit_diff)
  })

  it('lists the circuit’s metric and faithfulness', () => {
    const { metricFinal, faithfulness } = run.summary
    const { text } = seen(
      <RunRow run={run.summary} index={0} columns={USUAL_COLUMNS} baseline={null} isChosen={false} />,
    )
    expect(text).toContain(
      `${numberText(metricFinal!)} ${METRIC_LABEL[run.summary.metric]} of the circuit${asPercent(faithfulness!)}`,
    )
  })

  it('shows the same numbers of its circuit in Compare', () => {
    const { summary, measurements, shape, config } = run.detail
    const worst = worstPromptOf(measurements)!
    const { clean } = config!.prompts.rows[worst.row]
    const { rows } = seen(
      <CompareTables
        comparison={comparisonOf(summary, summary, {
          ...{ shape, measurementsA: measurements, measurementsB: measurements },
          ...{ worstA: { ...worst, clean }, worstB: null },
        })}
      />,
    )
    const of = (name: string) => rows.find(([first]) => first === name)!
    expect(of('faithfulness of logit difference').at(-1)).toBe(asPercent(summary.faithfulness!))
    const shown = seen(<FinalMetrics run={run} />).facts.get('Worst prompt')
    expect(of('worst prompt').slice(-2)).toEqual([shown, '–'])
  })

  it('keeps its numbers when its file is opened', () => {
    const scores = run.effect.map((effect, edge) =>
      Number.isNaN(effect) ? METRIC_SENSE[metric] * run.delta[edge] : effect,
    )
    const meaning = meaningOfRun(run.detail)
    const file = { ...run.detail.summary, method: 'import' as const, direction: null }
    const importedScores = { meaning, saidBy: 'file' as const }
    const opened = fromSnapshot({ ...run.detail, scores, summary: { ...file, importedScores } })
    for (const edge of [...run.state.keys()].filter((each) => run.state[each] === KEPT)) {
      expect(cardOf(opened, edge).get('Effect')).toBe(formatSigned(run.effect[edge]))
      expect(edgeValue(opened, edge)).toBe(edgeValue(run, edge))
    }
    const key = legendKey(run, valueScale(run))
    expect(legendKey(opened, valueScale(opened))).toEqual(key)
  })

  /** By the definition: the lowest share of its own range that any prompt keeps. */
  function expectWorst(shown: string, circuit: Float64Array): void {
    const { clean, corrupt } = run.detail.measurements!
    const [full, empty] = [clean.perPrompt.logit_diff, corrupt.perPrompt.logit_diff]
    const shares = Array.from(circuit, (value, i) => (value - empty[i]) / (full[i] - empty[i]))
    const lowest = Math.min(...shares)
    expect(shown).toContain(asPercent(lowest))
    expect(shown).toContain(` #${shares.indexOf(lowest) + 1} #`)
  }
})

it('ACDC with zero ablation is compared with the run with every edge cut, which is shown', async () => {
  const run = fromSnapshot((await maker.acdc('logit_diff', 0.05, 'zero')).detail)
  const { facts, rows } = seen(<FinalMetrics run={run} />)
  expect(rows[0]).toEqual(['Metric', 'clean', 'all cut', 'circuit'])
  const [clean, cut, circuit] = rows
    .find(([name]) => name === 'logit diff')!
    .slice(1)
    .map(numberOf)
  const share = (circuit - cut) / (clean - cut)
  expect(Math.abs(numberOf(facts.get('Faithfulness')!) / 100 - share)).toBeLessThan(
    5e-4 + (3e-4 * (1 + Math.abs(share))) / Math.abs(clean - cut),
  )
})

const numberText = (value: number) => value.toFixed(4).replace('-', '−')

describe.each(METRICS.flatMap((metric) => DIRECTIONS.map((direction) => ({ metric, direction }))))(
  'edges and paths by $metric, $direction',
  ({ metric, direction }) => {
    const side = direction === 'denoising' ? 'corrupt' : 'clean'
    const base = `${metric === 'kl' ? 'KL' : 'Logit difference'}, ${side} run`

    it('exact effects are the same in Trace and in Discover, and add up in both', async () => {
      const found = await maker.method('edges', {
        metric,
        direction,
        select: { kind: 'all' },
        mlps: 'frozen',
      })
      const { scores } = found.result as { scores: EdgeScores }
      const live = withTopEdges(fromSnapshot(found.detail), 20, 'signed')
      const query = { mode: 'among', receiver: 'logits', sender: 'input' } as const
      for (const edge of edgesMatching(live.graph, scores, query).slice(0, 40)) {
        const traced = seen(
          <TracedEdgeFacts
            graph={live.graph}
            scores={scores}
            edge={edge}
            onEdgesChange={() => undefined}
            run={methodRunOf(found)}
          />,
        )
        const card = cardOf(live, edge.edge)
        for (const name of [base, 'Effect', 'Patched']) expect(card.get(name)).toBe(traced.facts.get(name))
        expectSum(card.get(base)!, card.get('Effect')!, card.get('Patched')!)
        expectShown(card.get('Effect')!, edge.score)
        expect(describeEdge(live, edge.edge)).toContain(`effect ${formatSigned(edge.score)}`)
        // Red is what the behaviour needs.
        const matters = (direction === 'denoising' ? -1 : 1) * METRIC_SENSE[metric] * edge.score
        expect(edgeValue(live, edge.edge)).toBe(matters)
      }
      const key = legendKey(live, valueScale(live))
      expect([key.colouredBy, key.red]).toEqual([
        'Effect',
        direction === 'denoising' ? 'patching restores' : 'patching hurts',
      ])
    })

    it('a path adds up', async () => {
      const path = 'input->m0->logits'
      const found = await maker.method('path', { metric, direction, path })
      if (found.result?.kind !== 'path') throw new Error('no path')
      const { score } = found.result
      const { facts } = seen(<PathFacts score={score} run={methodRunOf(found)} />)
      expectSum(facts.get(base)!, facts.get('Effect')!, facts.get('Patched')!)
      expectShown(facts.get('Effect')!, score.effect)
      expectSumShown(facts.get('Patched')!, score.value)
    })

    it('sites add up with the base run, and show which prompt a patch leaves worst', async () => {
      const found = await maker.method('activation', {
        metric,
        direction,
        sites: ['heads', 'mlp'],
        ablation: 'resample',
        neurons: [],
      })
      const run = methodRunOf(found)
      const confirmed = partOf('confirm', run)!
      const { exact } = confirmed
      const rows = [...exact.effect.keys()]
      const table = seen(<ConfirmTable confirmed={confirmed} rows={rows} selected={new Set()} run={run} />)
      expect(table.rows[0].slice(0, 3)).toEqual(['Site', 'Patched metric', 'Exact effect'])
      expect(table.rows[0]).toContain(direction === 'denoising' ? 'Restored least' : 'Hurt most')
      rows.forEach((row) => {
        const [, patched, effect] = table.rows[row + 1]
        // Each is rounded separately, as the panel notes.
        expect(Math.abs(exact.baseMetric + numberOf(effect) - numberOf(patched))).toBeLessThanOrEqual(1.5e-4)
        expectShown(effect, exact.effect[row])
        const byPrompt = effectsOfRow(exact, row)
        expect(byPrompt.reduce((sum, one) => sum + one, 0) / byPrompt.length).toBeCloseTo(
          exact.effect[row],
          6,
        )
        const hurts = (one: number) => METRIC_SENSE[metric] * one
        const most = Math.max(...byPrompt.map(hurts))
        const worst = table.rows[row + 1].at(-1)!
        // The row, the beginning of its text, and the effect there.
        expect(worst).toMatch(new RegExp(`^#${byPrompt.findIndex((one) => hurts(one) === most) + 1} .+ `))
        expect(worst.split(' ').at(-1)).toBe(formatSigned(METRIC_SENSE[metric] * most))
      })
      expectSiteRows(run, exact, 'Effect')
    })
  },
)

/** The table of Screen: the raw effect of each site under its name. */
function expectSiteRows(run: MethodRun, scores: SiteScores, name: string): void {
  const rows = [...scores.effect.keys()]
  const table = seen(<SiteTable label="Sites" scores={scores} rows={rows} run={run} />)
  expect(table.rows[0][2]).toBe(name)
  rows.forEach((row) => expectShown(table.rows[row + 1][2], scores.effect[row]))
}

describe('estimates', () => {
  it.each(DIRECTIONS)('of EAP are called so, %s', async (direction) => {
    const found = await maker.method('eap', { metric: 'logit_diff', direction, igSteps: 0 })
    const run = withTopEdges(fromSnapshot(found.detail), 20, 'signed')
    const side = direction === 'denoising' ? 'corrupt' : 'clean'
    const matters = found.detail.scores!.map((score) => (direction === 'denoising' ? 1 : -1) * score)
    const best = rankEdges(matters, 'signed').subarray(0, 20)
    for (const edge of best) {
      expect(run.state[edge]).toBe(KEPT)
      const facts = cardOf(run, edge)
      expectSum(
        facts.get(`Logit difference, ${side} run`)!,
        facts.get('Effect (estimate)')!,
        facts.get('Patched, by the estimate')!,
      )
      expectShown(facts.get('Effect (estimate)')!, found.detail.scores![edge])
      expect(facts.get('Among the top 20')).toBe('yes')
      expect(describeEdge(run, edge)).toBe(
        `among the top 20, effect (estimate) ${formatSigned(found.detail.scores![edge])}`,
      )
    }
  })

  it('of attribution are labelled as estimates, and AtP*’s sizes have no sign', async () => {
    const common = { metric: 'logit_diff', direction: 'noising', sites: ['heads', 'mlp'] } as const
    for (const [variant, name] of [
      ['atp', 'Effect (estimate)'],
      ['atp-star', '|effect| (estimate)'],
    ]) {
      const found = await maker.method('attribution', { ...common, variant })
      if (found.result?.kind !== 'sites') throw new Error('no sites')
      expectSiteRows(methodRunOf(found), found.result.scores, name)
    }
  })
})
