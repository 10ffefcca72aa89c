import { create } from 'zustand'
import {
  certificateSummary,
  checkedModelKey,
  messageOf,
  verdictNote,
  type CertificateNote,
  type CertificateState,
  type CheckedModel,
  type ModelInfo,
} from '../../contract'
import { call, onEvent } from './client'
import { useWorkbench } from './workbench'

/** `failed`: the host could not be asked, or did not begin. */
export type ShownCertificate = CertificateState | { state: 'failed'; message: string }

interface CertificatesStore {
  /** By the hashes of the model and of the reference beside it: copies of a model may have different ones. */
  byModel: Readonly<Record<string, ShownCertificate>>
}

/** The load certificates of the models opened so far, as the host last reported them. */
export const useCertificates = create<CertificatesStore>(() => ({ byModel: {} }))

function put(model: CheckedModel, state: ShownCertificate): void {
  useCertificates.setState(({ byModel }) => ({ byModel: { ...byModel, [checkedModelKey(model)]: state } }))
}

/** undefined until the host has answered. */
export function useCertificate(model: CheckedModel): ShownCertificate | undefined {
  return useCertificates(({ byModel }) => byModel[checkedModelKey(model)])
}

/** What is to be said of the model that is open; null where nothing is, as while it is being checked. */
export function useModelNote(model: ModelInfo | null): CertificateNote | null {
  const shown = useCertificates(({ byModel }) => (model ? byModel[checkedModelKey(model)] : undefined))
  return shown?.state === 'made' ? verdictNote(certificateSummary(shown.certificate)) : null
}

/** Takes in what the host reports; a new host is asked again. Returns the function that ends it. */
export function followCertificates(): () => void {
  return onEvent((event) => {
    if (event.type === 'model-certificate') {
      const { modelHash: hash, referenceHash, state } = event
      put({ hash, referenceHash }, state)
    }
    const { model } = useWorkbench.getState()
    if (event.type === 'host-status' && event.status === 'ready' && model) void readCertificate(model)
  })
}

/** Reads the certificate of an open model; where there is none, the host begins to make it, unless it is large. */
export function readCertificate(model: ModelInfo): Promise<void> {
  return ask('models.certificate', model)
}

/** Makes the certificate of an open model, or makes it again. */
export function certifyModel(model: ModelInfo): Promise<void> {
  return ask('models.certify', model)
}

/** Ends the making of it. */
export function cancelCertificate(model: ModelInfo): Promise<void> {
  return ask('models.cancelCertificate', model)
}

async function ask(
  request: 'models.certificate' | 'models.certify' | 'models.cancelCertificate',
  model: ModelInfo,
): Promise<void> {
  const { path } = model
  const known = () => useCertificates.getState().byModel[checkedModelKey(model)]
  const before = known()
  const answer = await call(request, { path }).catch((error: unknown) => ({
    state: 'failed' as const,
    message: messageOf(error),
  }))
  // What the host has reported meanwhile is newer than its answer.
  if (known() === before) put(model, answer)
}
