import { beforeAll, describe, expect, it } from 'vitest'
import type { Evaluation } from '../../../contract'
import { RunMaker } from '../../../testing/finished-runs'
import { numberOf, seen } from '../../../testing/rendered-text'
import { baselineStrips } from './baseline-strips'
import { BaselinesPanel } from './baselines-panel'
import { CompletenessPanel } from './completeness-panel'
import { MetricsPanel } from './metrics-panel'
import { percent } from './judge-data'

let evaluation: Evaluation
beforeAll(async () => {
  const circuit = {
    name: 'circuit',
    edges: Int32Array.from({ length: 40 }, (_, edge) => 2 * edge),
    scores: null,
    meaning: null,
  }
  const options = { metric: 'logit_diff', circuit: { runId: 'x' }, top: [], by: 'absolute' } as const
  const { result } = await new RunMaker().method('evaluate', options, { circuit })
  if (result?.kind !== 'evaluation') throw new Error('no evaluation')
  evaluation = result.evaluation
})

/** The same prompts as if half of them had been held out. */
const withSplit = (): Evaluation => {
  const { clean, corrupt, judgements } = evaluation
  return { ...evaluation, split: { rows: [4, 5], train: { clean, corrupt, judgements } } }
}

describe('the baselines of a judgement', () => {
  it('are the whole model, random circuits of equal size each as one dot, and nothing left', () => {
    const strips = baselineStrips(evaluation)
    expect(strips.map(({ name }) => name)).toEqual([
      'whole model',
      'circuit, 40 edges',
      'random, equal size',
      'all corrupt',
    ])
    const [, circuit, random] = strips
    expect(circuit.values).toHaveLength(evaluation.clean.perPrompt.kl.length)
    expect(random.values).toHaveLength(5)
    const mean = random.values.reduce((sum, value) => sum + value, 0) / 5
    expect(random.mean).toBeCloseTo(mean, 12)
    const { html } = seen(<BaselinesPanel evaluation={evaluation} name="run" />)
    expect(html).toMatch(/aria-label="circuit, 40 edges, [^"]* %, from [^"]* % to [^"]* % over \d+ prompts"/)
    expect(html).toContain('over 5 random circuits"')
  })

  it('have both parts of a split set, and older results their mean alone', () => {
    expect(baselineStrips(withSplit()).map(({ name }) => name)).toEqual([
      'whole model',
      'circuit, held out',
      'circuit, train',
      'random, equal size',
      'all corrupt',
    ])
    const { randomDraws: _, ...judgement } = evaluation.judgements[0]
    const [, , random] = baselineStrips({ ...evaluation, judgements: [judgement] })
    expect([random.values, random.mean]).toEqual([[], judgement.randomFaithfulness])
    const { rows } = seen(<MetricsPanel evaluation={withSplit()} metric="kl" />)
    expect(rows[0]).toEqual(['Metric', 'clean', 'circuit', 'circuit, train', 'all corrupt'])
  })
})

describe('completeness', () => {
  it('names the nodes of the set without which circuit and model differ most: that difference is the incompleteness', () => {
    const { text, html } = seen(<CompletenessPanel evaluation={evaluation} name="run" />)
    const [, kept, model] = /the circuit keeps ([^ ]+) %, the whole model ([^ ]+) %/.exec(text)!
    expect(text).toContain(`incompleteness ${percent(evaluation.completeness)}`)
    expect(Math.abs(numberOf(kept) - numberOf(model)) / 100).toBeCloseTo(evaluation.completeness!, 2)
    expect(html).toMatch(/<li title="(m\d+|a\d+\.h\d+)">/)
  })

  it('of an older judgement says how to see its sets', () => {
    const { completenessSets: _, ...older } = evaluation
    const { text } = seen(<CompletenessPanel evaluation={older} name="run" />)
    expect(text).toContain(
      'made by an older version, which did not keep the sets of nodes: judge the circuit again',
    )
  })
})
