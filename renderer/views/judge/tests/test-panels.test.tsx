import { beforeAll, describe, expect, it } from 'vitest'
import { METHODS, type CircuitTests } from '../../../../contract'
import { methodRunOf, RunMaker } from '../../../../testing/finished-runs'
import { seen } from '../../../../testing/rendered-text'
import { testsShown } from './tests-shown'
import { EdgeTestsPanel } from './edge-tests-panel'
import { RandomCircuitsPanel } from './random-circuits-panel'
import { TestsPanel } from './tests-panel'

let tests: CircuitTests
let run: ReturnType<typeof methodRunOf>
beforeAll(async () => {
  const edges = Int32Array.from({ length: 6 }, (_, edge) => 9 * edge)
  const circuit = { name: 'circuit', edges, scores: null, meaning: null }
  const { method: _, ...defaults } = METHODS.tests.config
    .omit({ model: true, prompts: true })
    .parse({ method: 'tests', metric: 'logit_diff', circuit: { runId: 'x' }, draws: 20, permutations: 50 })
  const finished = await new RunMaker().method('tests', defaults, { circuit })
  if (finished.result?.kind !== 'tests') throw new Error('no tests')
  tests = finished.result.tests
  run = methodRunOf(finished)
})

describe('the tests of a circuit in Judge', () => {
  it('have a row each, with the sentence and the verdict', () => {
    const { html } = seen(<TestsPanel tests={tests} name="run" />)
    for (const title of ['Equivalence', 'Independence', 'Minimality', 'Sufficiency', 'Partial necessity'])
      expect(html).toContain(title)
    expect(html.match(/idealised|flexible/g)).toHaveLength(5)
    expect(html.match(/data-verdict="(passes|fails|undecided)"/g)).toHaveLength(5)
    expect(html).toContain(
      'Null hypothesis: every edge of the circuit matters more than 90 % of random edges added to it.',
    )
  })

  it('show the circuit among random ones, and every edge of it', () => {
    const { html } = seen(<RandomCircuitsPanel tests={tests} metric="logit_diff" name="run" />)
    expect(html).toMatch(/aria-label="circuit alone: [\d.]+; random circuits from [\d.]+ to [\d.]+"/)
    const { shape } = run.detail
    const edges = seen(<EdgeTestsPanel tests={tests} shape={shape} metric="logit_diff" name="run" />)
    expect(edges.html.match(/\d+ of 20</g)).toHaveLength(6)
    const some = { ...tests, edges: 10 }
    expect(seen(<EdgeTestsPanel tests={some} shape={shape} metric="logit_diff" name="run" />).html).toContain(
      '6 of 10 edges were tested, chosen at random.',
    )
  })

  it('say in the inspector how many are passed, and how it was tested', () => {
    const { html } = seen(<>{testsShown(tests).facts!(run)}</>)
    expect(html).toMatch(/<b>\d of 5<\/b>/)
    expect(html).toContain('0.05 (Holm)')
    expect(html).toContain('20 a test')
  })
})
