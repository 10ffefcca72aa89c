import { constants, setPriority } from 'node:os'
import { PatchbayError, toErrorData } from '../../../contract'
import type { CertificateItem } from '../../../contract'
import { certify, openModel, resultOf } from '../../../engine/host'
import type { CheckedModel } from '../files/certificate-of'
import { answerParent } from './child-job'

// A process of its own: a large model may need more memory than there is, and runs go on beside it.

export interface ToMaker {
  modelPath: string
  /** Of the model as it was opened: another one would have another certificate. */
  modelHash: string
}
export type FromMaker =
  { kind: 'made'; model: CheckedModel; items: CertificateItem[] } | { kind: 'failed'; message: string }

async function make({ modelPath, modelHash }: ToMaker): Promise<FromMaker> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    const model = await openModel(modelPath)
    if (model.info.hash !== modelHash)
      throw new PatchbayError('bad-input', 'The model has changed since it was opened: open it again.')
    const items = await resultOf(certify(model, 1))
    const { hash, referenceHash } = model.info
    return { kind: 'made', model: { hash, referenceHash }, items }
  } catch (error) {
    return { kind: 'failed', message: toErrorData(error).message }
  }
}

answerParent(make)
