import type { Ablation } from '../../../contract'
import { createForm } from '../../state/forms'

export interface JudgeForm {
  /** The run whose circuit is judged, and the one it is compared with. */
  judged: string | null
  reference: string | null
  judgeTop: number
  judgeBy: 'signed' | 'absolute'
  /** What cut edges carry in the tests; null: what they did when the circuit was found. */
  testAblation: Ablation | null
}

export const judgeForm = createForm<JudgeForm>(
  'evaluate',
  { judged: null, reference: null, judgeTop: 20, judgeBy: 'absolute', testAblation: null },
  { ofModel: ['judged', 'reference'], ofRuns: ['judged', 'reference'], formerly: 'patchbay.stages' },
)
