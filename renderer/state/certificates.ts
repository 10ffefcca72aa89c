import { create } from 'zustand'
import {
  certificateSummary,
  checkedModel,
  checkedModelKey,
  messageOf,
  verdictNote,
  type CertificateNote,
  type CertificateState,
  type ModelInfo,
} from '../../contract'
import { call, onEvent } from './client'
import { updateWorkbench, useWorkbench } from './workbench'

/** `failed`: the host could not be asked, or did not begin. */
export type ShownCertificate = CertificateState | { state: 'failed'; message: string }

interface CertificatesStore {
  /** By the hashes of the model and of the reference beside it: copies of a model may have different ones. */
  byModel: Readonly<Record<string, ShownCertificate>>
}

/** The load certificates of the models opened so far, as the host last reported them. */
export const useCertificates = create<CertificatesStore>(() => ({ byModel: {} }))

function put(key: string, state: ShownCertificate): void {
  useCertificates.setState(({ byModel }) => ({ byModel: { ...byModel, [key]: state } }))
}

/** undefined until the host has answered. */
export function useCertificate(model: ModelInfo | null): ShownCertificate | undefined {
  return useCertificates(({ byModel }) => (model ? byModel[keyOf(model)] : undefined))
}

/** By its stamp while its weights are being read through, which an answer of the host waits for. */
function keyOf({ stamp, identity, referenceHash }: ModelInfo): string {
  return identity ? checkedModelKey(checkedModel({ identity, referenceHash })) : stamp
}

/** What is to be said of the model that is open; null where nothing is, as while it is being checked. */
export function useModelNote(model: ModelInfo | null): CertificateNote | null {
  const shown = useCertificates(({ byModel }) => (model ? byModel[keyOf(model)] : undefined))
  return shown?.state === 'made' ? verdictNote(certificateSummary(shown.certificate)) : null
}

/** Takes in what the host reports; a new host is asked again. Returns the function that ends it. */
export function followCertificates(): () => void {
  return onEvent((event) => {
    if (event.type === 'model-certificate') {
      const { modelHash: hash, referenceHash, state } = event
      put(checkedModelKey({ hash, referenceHash }), state)
    }
    const { model } = useWorkbench.getState()
    if (event.type === 'model-identified' && model?.stamp === event.stamp) {
      const identified = { ...model, identity: event.identity }
      updateWorkbench({ model: identified })
      void readCertificate(identified)
    }
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
  const known = () => useCertificates.getState().byModel[keyOf(model)]
  const before = known()
  const answer = await call(request, { path }).catch((error: unknown) => ({
    state: 'failed' as const,
    message: messageOf(error),
  }))
  // What the host has reported meanwhile is newer than its answer.
  if (known() === before) put(keyOf(model), answer)
}
