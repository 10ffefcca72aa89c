import { toErrorData } from '../../../contract'
import { whenFree } from '../../store'
import type { HandlersOf } from './host-context'

export const modelHandlers = {
  async 'models.open'({ path }, { models, certificates, store, emit }, signal) {
    const info = await models.open(path, signal)
    signal.throwIfAborted()
    certificates.opened(info)
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
    return store().models.list()
  },

  async 'models.certificate'({ path }, { models, certificates }, signal) {
    return certificates.stateOf(await models.get(path, signal))
  },

  async 'models.certify'({ path }, { models, certificates }, signal) {
    return certificates.make(await models.get(path, signal))
  },

  async 'models.cancelCertificate'({ path }, { models, certificates }, signal) {
    return certificates.cancel(await models.get(path, signal))
  },

  async 'models.forget'({ path }, { store, emit }) {
    await whenFree(() => store().models.forget(path))
    emit({ type: 'models-changed' })
    return null
  },
} satisfies HandlersOf<'models'>
