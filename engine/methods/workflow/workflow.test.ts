import { describe, expect, it } from 'vitest'
import { ABLATIONS, WORKFLOW_STEPS } from '../../../contract'
import { experimentOf, realReferences, tinyReferences } from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { Circuit, edgeName, shuffledEdges, withoutDanglingEdges } from '../../graph'
import { openModel } from '../../model'
import { eap } from '../eap/eap'
import { graphOf } from '../../experiment/experiment'
import { firstEdges } from '../evaluate/circuit-curves'
import { evaluateCircuits } from '../evaluate/evaluate-circuit'
import { judgeCircuit } from '../evaluate/judge-circuit'
import { openExperiment } from '../../experiment/open-experiment'
import { workflow } from './workflow'
import { resultOf } from '../../experiment/progress'

describe('the workflow', () => {
  it('screens, confirms, traces, proposes and judges', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const result = await resultOf(workflow(experiment, { metric: 'logit_diff', top: 6 }))
    expect(result.screen.site.length).toBe(2 * 5)
    expect(result.confirm.exact.site.length).toBe(6)
    const { report, edges, evaluation } = result.judged
    expect(edges).toEqual(result.proposed)
    expect(report.edges).toBe(result.proposed.length)
    expect(report.edgesAfterPruning).toBe(result.proposed.length)
    expect(evaluation.judgements.map(({ label }) => label)).toEqual(['circuit'])
    expect(evaluation.judgements[0].randomFaithfulness).not.toBeNull()
  })

  it('judges the circuit once, as it is judged by itself', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const run = workflow(experiment, { metric: 'logit_diff', top: 6 })
    let captures = 0
    let step = await run.next()
    for (; !step.done; step = await run.next()) {
      const { value } = step
      if (value.type === 'stage' && value.step === 'judge' && value.stage === 'measuring circuits') captures++
    }
    // The circuit, random ones and those of its criteria are measured on the same runs.
    expect(captures).toBe(1)
    const { proposed, judged } = step.value
    const circuit = { edges: proposed }
    expect(judged).toEqual(await resultOf(judgeCircuit(experiment, { circuit })))
  })

  it('says with everything it begins which of its four steps that belongs to', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const steps: string[] = []
    for await (const event of workflow(experiment, { metric: 'logit_diff', top: 2 }))
      if (event.type === 'stage') steps.push(event.step ?? `no step for ${event.stage}`)
    expect([...new Set(steps)]).toEqual([...WORKFLOW_STEPS])
  })

  it('refuses prompts whose clean and corrupt sides are equal', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const pairs = experiment.pairs.map((pair) => ({ ...pair, corrupt: pair.clean }))
    await expect(resultOf(workflow({ ...experiment, pairs }, { metric: 'logit_diff' }))).rejects.toThrow(
      'logit_diff is the same on the clean and the corrupt prompts',
    )
  })
})

describe('the workflow under an ablation', () => {
  const ablations = ABLATIONS.filter((ablation) => ablation !== 'resample')

  it.each(ablations)('%s: what stays is a part of what cutting every edge changes', async (ablation) => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const { edgeCount } = graphOf(experiment.config)
    const { reports } = await resultOf(
      evaluateCircuits(experiment, [Circuit.full(edgeCount), Circuit.empty(edgeCount)], ablation),
    )
    const [full, empty] = reports.map(({ measurement }) => measurement.mean.logit_diff)
    const options = { metric: 'logit_diff', top: 10, minNodeShare: 0, ablation } as const
    const all = await resultOf(workflow(experiment, { ...options, minEdgeShare: 0 }))
    expect(all.baseline.empty!.mean.logit_diff).toBeCloseTo(empty, 5)
    const shares = Array.from(all.trace.score, (effect) => Math.abs(effect / (full - empty))).sort(
      (a, b) => b - a,
    )
    // Between two neighbours, so that no rounding decides.
    const minEdgeShare = (shares[6] + shares[7]) / 2
    const few = await resultOf(workflow(experiment, { ...options, minEdgeShare }))
    const strong = few.trace.edge.filter(
      (_, row) => Math.abs(few.trace.score[row]) > shares[7] * Math.abs(full - empty),
    )
    const graph = graphOf(experiment.config)
    const expected = Circuit.of(edgeCount, strong)
    expect(strong.length).toBe(7)
    expect(few.proposed).toEqual(withoutDanglingEdges(graph, expected).edges())
  })

  it('0 needs no corrupt prompts that differ', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const pairs = experiment.pairs.map((pair) => ({ ...pair, corrupt: pair.clean }))
    const options = { metric: 'logit_diff', ablation: 'zero' } as const
    const alone = await resultOf(workflow({ ...experiment, pairs }, options))
    const paired = await resultOf(workflow(experiment, options))
    expect(alone.proposed).toEqual(paired.proposed)
  })
})

describeWithShared('the workflow on stories260K', (shared) => {
  it('finds the heads that carry the name to the end, and a faithful circuit of them', async () => {
    const reference = realReferences(shared).find(({ name }) => name === 'stories260k-pronoun')!
    const experiment = await experimentOf(reference.task)
    const result = await resultOf(workflow(experiment, { metric: 'logit_diff', top: 12 }))
    const graph = graphOf(experiment.config)
    const edges = [...result.proposed].map((edge) => edgeName(graph, edge))
    expect(edges).toContain('a4.h2->logits')
    expect(edges).toContain('input->a2.h6<v>')
    expect(result.judged.report.faithfulness.mean).toBeGreaterThan(0.7)
    const random = Array.from({ length: 5 }, (_, draw) =>
      firstEdges(graph, shuffledEdges(graph.edgeCount, draw + 1), result.proposed.length),
    )
    const { reports } = await resultOf(evaluateCircuits(experiment, random))
    for (const { faithfulness } of reports) expect(faithfulness.mean).toBeLessThan(0.3)
  })
})

it('an experiment is opened from a model and prompts as typed', async () => {
  const { task } = tinyReferences()[0]
  const rows = task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => ({
    clean: [...clean],
    corrupt: [...corrupt],
    answers,
    wrongAnswers,
  }))
  const model = await openModel(task.modelPath)
  const experiment = await openExperiment(model, { bos: 'no', rows }, { threads: 1 })
  const question = { metric: 'logit_diff', direction: 'noising' } as const
  const direct = await resultOf(eap(await experimentOf(task), question))
  expect((await resultOf(eap(experiment, question))).scores).toEqual(direct.scores)
})
