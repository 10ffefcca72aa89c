import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SITE_FAMILIES } from '../../../contract'
import type { MetricName, SiteScores } from '../../../contract'
import {
  DIRECTION_NAMES,
  metricsOf,
  taskOf,
  tinyReferences,
  worstExcess,
  type MethodReference,
  type ReferenceDirection,
} from '../../../testing/method-references'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-references-'))
let host: TestHost

beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

/** Names of the references' arrays, with the sites that each is made of. */
const NODE_ARRAYS = {
  resid_pre: ['resid', true],
  attn_out: ['attn', true],
  mlp_out: ['mlp', true],
  mlp_out_all_pos: ['mlp', false],
  head_z_all_pos: ['heads', false],
} as const

function columnOf(scores: SiteScores, column: Float64Array, array: keyof typeof NODE_ARRAYS): number[] {
  const [word, byPosition] = NODE_ARRAYS[array]
  return [...column].filter(
    (_, row) => SITE_FAMILIES[scores.site[row]] === word && scores.pos[row] >= 0 === byPosition,
  )
}

const sites = (reference: MethodReference) =>
  reference.name === 'attn-only-2l'
    ? (['resid', 'attn', 'heads'] as const)
    : (['resid', 'attn', 'mlp', 'heads'] as const)

describe.each(tinyReferences())('$name through the host, against the reference numbers', (reference) => {
  const { numbers, tolerance } = reference
  const directions = Object.entries(DIRECTION_NAMES) as [ReferenceDirection, 'noising' | 'denoising'][]
  const config = (metric: MetricName, direction: 'noising' | 'denoising') => ({
    ...taskOf(reference),
    metric,
    direction,
  })

  it.each(directions)('activation and attribution patching, %s', async (of, direction) => {
    for (const metric of ['kl', 'logit_diff', 'log_prob'] as const) {
      const common = { ...config(metric, direction), sites: [...sites(reference)] }
      const { result, run } = await host.found('sites', { method: 'activation', ...common })
      const { scores } = result
      expect(run.summary).toMatchObject({ direction, threshold: null, order: null, state: 'done' })
      check(scores, scores.value, numbers.node_patching![of], metric)
      expect([...scores.effect]).toEqual([...scores.value].map((value) => value - scores.baseMetric))
      expect(meansPerPrompt(scores)).toBeLessThan(1e-9)
      if (metric === 'kl' && direction === 'noising') continue
      const { result: estimated } = await host.found('sites', { method: 'attribution', ...common })
      expect(estimated.scores.passes).toEqual({ forward: 2, backward: 1 })
      check(estimated.scores, estimated.scores.effect, numbers.node_attribution![of], metric)
    }
  })

  function check(
    scores: SiteScores,
    column: Float64Array,
    expected: Record<string, object>,
    metric: MetricName,
  ): void {
    for (const array of Object.keys(NODE_ARRAYS) as (keyof typeof NODE_ARRAYS)[]) {
      const wanted = metricsOf(expected[array]).find((one) => one.metric === metric)
      if (wanted)
        expect(worstExcess(columnOf(scores, column, array), wanted.expected, tolerance)).toBeLessThan(1)
    }
  }

  it.each(directions)('every edge exactly, and by EAP, %s', async (of, direction) => {
    for (const { metric, expected } of metricsOf(numbers.edge_exact[of])) {
      const sweep = { method: 'edges', ...config(metric, direction), select: { kind: 'all' } } as const
      const { result, run } = await host.found('edges', sweep)
      const { score, baseMetric } = result.scores
      expect(
        worstExcess(
          score.map((effect) => effect + baseMetric),
          expected,
          tolerance,
        ),
      ).toBeLessThan(1)
      expect(new Map([...run.effects.edge].map((edge, i) => [edge, run.effects.effect[i]]))).toEqual(
        new Map([...result.scores.edge].map((edge, i) => [edge, score[i]])),
      )
      expect(run.summary.testsRun).toBe(run.summary.edgesTotal)
    }
    for (const { metric, expected } of metricsOf(numbers.eap[of])) {
      const { result, run } = await host.found('edges', { method: 'eap', ...config(metric, direction) })
      expect(worstExcess(result.scores.score, expected, tolerance)).toBeLessThan(1)
      expect(run.scores).toEqual(result.scores.score)
      expect(run.measurements!.clean.mean.kl).toBe(0)
    }
  })

  it('EAP-IG with 5 steps', async () => {
    for (const { metric, expected } of metricsOf(numbers.eap_ig5!.k0_4)) {
      const { result } = await host.found('edges', {
        method: 'eap',
        ...config(metric, 'noising'),
        igSteps: 5,
      })
      expect(worstExcess(result.scores.score, expected, tolerance)).toBeLessThan(1)
      expect(result.scores.passes).toEqual({ forward: 7, backward: 5 })
    }
  })

  it('circuits of the best edges, CPR and CMD', async () => {
    const { circuits, mib, mib_signed: signed } = numbers.faithfulness!
    const eap = await host.found('edges', { method: 'eap', ...config('logit_diff', 'noising') })
    const top = circuits.map(({ k }) => k)
    const circuit = { runId: eap.run.summary.id }
    const { result, run } = await host.found('evaluation', {
      method: 'evaluate',
      ...taskOf(reference),
      metric: 'logit_diff',
      circuit,
      top,
    })
    const { judgements, cpr, cmd, curve, choices } = result.evaluation
    expect(judgements[0]).toMatchObject({ label: 'circuit', edges: run.summary.edgesTotal })
    circuits.forEach((expected, i) => {
      const { label, edges, edgesAfterPruning, measurement, faithfulness } = judgements[i + 1]
      expect([label, edges, edgesAfterPruning]).toEqual([
        `top ${expected.k}`,
        expected.k,
        expected.edges_after_prune,
      ])
      const { logit_diff: ld, kl, log_prob: lp } = measurement.mean
      const wanted = [expected.ld, expected.kl, expected.lp, expected.faithfulness_ld]
      expect(worstExcess([ld, kl, lp, faithfulness!], wanted, tolerance)).toBeLessThan(1)
    })
    expect(curve!.map(({ edges }) => edges)).toEqual(mib.k)
    expect(
      worstExcess(
        [...curve!.map(({ faithfulness }) => faithfulness), cmd!],
        [...mib.faithfulness_ld, mib.CMD],
        tolerance,
      ),
    ).toBeLessThan(1)
    if (signed) expect(worstExcess([cpr!], [signed.CPR], tolerance)).toBeLessThan(1)
    expect(Object.keys(choices)).toEqual([
      'granularity',
      'component',
      'ablation',
      'tokenPositions',
      'direction',
      'promptSet',
    ])
    expect(run.measurements!.faithfulness).toBeCloseTo(1, 5)
  })
})

/** Largest difference between an effect and the mean of its effects per prompt. */
function meansPerPrompt({ effect, perPrompt, promptCount }: SiteScores): number {
  const mean = (row: number) => {
    const part = perPrompt!.subarray(row * promptCount, (row + 1) * promptCount)
    return part.reduce((sum, value) => sum + value, 0) / promptCount
  }
  return Math.max(...effect.map((value, row) => Math.abs(value - mean(row))))
}
