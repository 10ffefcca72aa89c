import { describe, expect, it } from 'vitest'
import { ABLATIONS, WORKFLOW_STEPS } from '../../../contract'
import { experimentOf, realReferences, tinyReferences } from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { Circuit, edgeName, withoutDanglingEdges } from '../../graph'
import { openModel } from '../../model'
import { eap } from '../eap/eap'
import { graphOf, resultOf } from '../../experiment/experiment'
import { evaluateCircuits } from '../evaluate/evaluate-circuit'
import { onPrompts } from '../../experiment/on-prompts'
import { workflow } from './workflow'

describe('the workflow', () => {
  it('screens, confirms, traces, proposes and judges', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const result = await resultOf(workflow(experiment, { metric: 'logit_diff', top: 6 }))
    expect(result.screened.length).toBe(2 * 5)
    expect(result.confirmed.length).toBe(6)
    expect(result.judged.circuit.edges).toBe(result.circuit.length)
    expect(result.judged.circuit.edgesAfterPruning).toBe(result.circuit.length)
    expect(result.judged.random.map(({ edges }) => edges)).toEqual(
      Array.from({ length: 5 }, () => result.circuit.length),
    )
    expect(result.judged.empty.faithfulness.mean).toBeCloseTo(0, 5)
  })

  it('says with everything it begins which of its four steps that belongs to', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const told: string[] = []
    for await (const event of workflow(experiment, { metric: 'logit_diff', top: 2 }))
      if (event.type === 'stage') told.push(event.step ?? `no step for ${event.stage}`)
    expect([...new Set(told)]).toEqual([...WORKFLOW_STEPS])
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
    const shares = all.traced
      .map(({ effect }) => Math.abs(effect.logit_diff! / (full - empty)))
      .sort((a, b) => b - a)
    // Between two neighbours, so that no rounding decides.
    const minEdgeShare = (shares[6] + shares[7]) / 2
    const few = await resultOf(workflow(experiment, { ...options, minEdgeShare }))
    const strong = few.traced.filter(
      ({ effect }) => Math.abs(effect.logit_diff!) > shares[7] * Math.abs(full - empty),
    )
    const graph = graphOf(experiment.config)
    const expected = Circuit.of(
      edgeCount,
      strong.map(({ edge }) => edge),
    )
    expect(strong.length).toBe(7)
    expect(few.circuit).toEqual(withoutDanglingEdges(graph, expected).edges())
  })

  it('0 needs no corrupt prompts that differ', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const pairs = experiment.pairs.map((pair) => ({ ...pair, corrupt: pair.clean }))
    const options = { metric: 'logit_diff', ablation: 'zero' } as const
    const alone = await resultOf(workflow({ ...experiment, pairs }, options))
    const paired = await resultOf(workflow(experiment, options))
    expect(alone.circuit).toEqual(paired.circuit)
  })
})

describeWithShared('the workflow on stories260K', (shared) => {
  it('finds the heads that carry the name to the end, and a faithful circuit of them', async () => {
    const reference = realReferences(shared).find(({ name }) => name === 'stories260k-pronoun')!
    const experiment = await experimentOf(reference.task)
    const result = await resultOf(workflow(experiment, { metric: 'logit_diff', top: 12 }))
    const graph = graphOf(experiment.config)
    const edges = [...result.circuit].map((edge) => edgeName(graph, edge))
    expect(edges).toContain('a4.h2->logits')
    expect(edges).toContain('input->a2.h6<v>')
    expect(result.judged.circuit.faithfulness.mean).toBeGreaterThan(0.7)
    for (const { faithfulness } of result.judged.random) expect(faithfulness.mean).toBeLessThan(0.3)
  })
})

it('a method can be run from an opened model and prompts as typed', async () => {
  const { task } = tinyReferences()[0]
  const rows = task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => ({
    clean: [...clean],
    corrupt: [...corrupt],
    answers,
    wrongAnswers,
  }))
  const prompts = { bos: 'none', rows } as const
  const stages: string[] = []
  const run = onPrompts({ model: await openModel(task.modelPath), prompts, threads: 1 }, (experiment) =>
    eap(experiment, { metric: 'logit_diff', direction: 'noising' }),
  )
  let step = await run.next()
  for (; !step.done; step = await run.next()) if (step.value.type === 'stage') stages.push(step.value.stage)
  expect(stages).toEqual(['loading model', 'scoring edges'])
  const direct = await resultOf(eap(await experimentOf(task), { metric: 'logit_diff', direction: 'noising' }))
  expect(step.value.scores).toEqual(direct.scores)
})
