import type { MlpTreatment } from '../../../contract'
import { createForm } from '../../state/forms'

/** Exact effects of all edges, as Discover starts them. */
export const allEdgesForm = createForm<{ mlps: MlpTreatment }>(
  'edges',
  { mlps: 'frozen' },
  { formerly: 'patchbay.workbench' },
)

/** Exact effects of the edges at one end, as Trace starts them: into a receiver, or from a sender. */
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
