import { constants, setPriority } from 'node:os'
import { PatchbayError, toErrorData } from '../../../contract'
import type { CertificateItem, ModelInfo } from '../../../contract'
import { certify, openModel, resultOf, type OpenModel } from '../../../engine/host'
import { answerParent } from './child-job'

// A process of its own: a large model may need more memory than there is, and runs go on beside it.

type Opened = Pick<ModelInfo, 'stamp' | 'referenceHash'>

export interface ToMaker {
  modelPath: string
  /** As it was when it was opened: another one would have another certificate. */
  opened: Opened
}
export type FromMaker = { kind: 'made'; items: CertificateItem[] } | { kind: 'failed'; message: string }

async function make({ modelPath, opened }: ToMaker): Promise<FromMaker> {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
    const model = await openModel(modelPath)
    refuseAnother(model, opened)
    const items = await resultOf(certify(model, 1))
    // Files that were replaced meanwhile would be certified by what was read of both.
    refuseAnother(await openModel(modelPath), opened)
    return { kind: 'made', items }
  } catch (error) {
    return { kind: 'failed', message: toErrorData(error).message }
  }
}

function refuseAnother({ info }: OpenModel, opened: Opened): void {
  if (info.stamp !== opened.stamp)
    throw new PatchbayError('bad-input', 'The model has changed since it was opened: open it again.')
  if (info.referenceHash !== opened.referenceHash)
    throw new PatchbayError(
      'bad-input',
      'Its reference logits have changed since it was opened: open it again.',
    )
}

answerParent(make)
