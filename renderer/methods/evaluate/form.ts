import { createForm } from '../../state/forms'

export interface JudgeForm {
  /** The run whose circuit is judged, and the one it is compared with. */
  judged: string | null
  reference: string | null
  judgeTop: number
  judgeBy: 'signed' | 'absolute'
}

export const judgeForm = createForm<JudgeForm>(
  'evaluate',
  { judged: null, reference: null, judgeTop: 20, judgeBy: 'absolute' },
  { ofModel: ['judged', 'reference'], ofRuns: ['judged', 'reference'], formerly: 'patchbay.stages' },
)
