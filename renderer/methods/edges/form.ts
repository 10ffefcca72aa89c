import type { MlpTreatment } from '../../../contract'
import { createForm } from '../../state/forms'

/** Of all edges, as Discover starts it. */
export const allEdgesForm = createForm<{ mlps: MlpTreatment }>(
  'edges',
  { mlps: 'frozen' },
  { formerly: 'patchbay.workbench' },
)

/** Of the edges at one end, as Trace starts it: into a receiver, or from a sender. */
export interface EndForm {
  receiver: string
  sender: string
  mlps: MlpTreatment
}

export const endForm = createForm<EndForm>(
  'edges-at-an-end',
  { receiver: 'logits', sender: 'input', mlps: 'frozen' },
  { ofModel: ['receiver', 'sender'], formerly: 'patchbay.stages' },
)
