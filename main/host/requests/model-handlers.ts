import { checkedModel, toErrorData } from '../../../contract'
import type { ModelInfo } from '../../../contract'
import { whenFree } from '../../store'
import { isModelPresent } from '../files/model-path'
import type { HandlersOf, HostContext } from './host-context'

export const modelHandlers = {
  async 'models.open'({ path }, { models, certificates, store, emit }, signal) {
    const info = await models.open(path, signal)
    signal.throwIfAborted()
    void identified(info, { models, certificates, emit })
    try {
      await whenFree(() => store().models.remember(info))
    } catch (error) {
      // The model can be looked at without a store; that it is not remembered is said, not hidden.
      return { ...info, warnings: [...info.warnings, toErrorData(error).message] }
    }
    emit({ type: 'models-changed' })
    return info
  },

  async 'models.known'(_args, { store }) {
    return store()
      .models.list()
      .map((model) => ({ ...model, present: isModelPresent(model.path) }))
  },

  async 'models.certificate'({ path }, { models, certificates }, signal) {
    return certificates.stateOf(await models.identified(await models.get(path, signal)))
  },

  async 'models.certify'({ path }, { models, certificates }, signal) {
    return certificates.make(await models.identified(await models.get(path, signal)))
  },

  async 'models.cancelCertificate'({ path }, { models, certificates }, signal) {
    return certificates.cancel(await models.identified(await models.get(path, signal)))
  },

  async 'models.forget'({ path }, { store, emit }) {
    await whenFree(() => store().models.forget(path))
    emit({ type: 'models-changed' })
    return null
  },

  async 'models.restore'({ path }, { store, emit }) {
    await whenFree(() => store().models.restore(path))
    emit({ type: 'models-changed' })
    return null
  },
} satisfies HandlersOf<'models'>

/** Goes on after the model was opened, where its weights are to be read through. */
async function identified(
  info: ModelInfo,
  { models, certificates, emit }: Pick<HostContext, 'models' | 'certificates' | 'emit'>,
): Promise<void> {
  try {
    const { stamp, identity, referenceHash } = await models.identified(info)
    certificates.opened(checkedModel({ identity, referenceHash }))
    if (!info.identity) emit({ type: 'model-identified', stamp, identity })
  } catch {
    // Whoever needs it asks again, and gets the reason.
  }
}
