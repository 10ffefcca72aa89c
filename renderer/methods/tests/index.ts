import { stageForm } from '../../state/stage-form'
import { testsShown } from '../../views/judge/tests/tests-shown'
import { judgeForm } from '../evaluate'
import type { MethodView } from '../method-view'
import { ABLATION, CIRCUIT, METRIC } from '../settings'

export const testsView: MethodView<'tests'> = {
  settings: {
    metric: METRIC,
    // Left out, it is the circuit's own.
    ablation: { ...ABLATION, leftOut: undefined },
    circuit: CIRCUIT,
    top: { what: 'best edges', text: (top: number | undefined) => (top === undefined ? 'all' : String(top)) },
    by: { what: 'ranked by' },
    scores: null,
    draws: { what: 'random circuits' },
    permutations: { what: 'permutations' },
    epsilon: { what: 'epsilon' },
    quantile: { what: 'quantile' },
    alpha: { what: 'alpha' },
    testedEdges: { what: 'edges tested at most' },
    randomFrom: { what: 'random circuits from' },
    seed: { what: 'seed' },
  },
  stagesOf: () => ['judge'],
  fillForm: ({ metric, circuit, top, ablation }) => {
    stageForm.set({ metric })
    judgeForm.set({
      judged: 'runId' in circuit ? circuit.runId : null,
      testAblation: ablation ?? null,
      ...(top !== undefined && { judgeTop: top }),
    })
  },
  judge: { title: () => 'Circuit tests', of: ({ tests }) => testsShown(tests) },
}
