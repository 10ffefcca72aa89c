import { whenFree } from '../../store'
import type { HandlersOf } from './host-context'

export const roleHandlers = {
  async 'roles.list'({ modelHash }, { store }) {
    return store().roles.list(modelHash)
  },

  async 'roles.save'({ modelHash, roles }, { store, emit }) {
    await whenFree(() => store().roles.save(modelHash, roles))
    emit({ type: 'roles-changed', modelHash })
    return store().roles.list(modelHash)
  },

  async 'roles.remove'({ modelHash, nodes }, { store, emit }) {
    await whenFree(() => store().roles.remove(modelHash, nodes))
    emit({ type: 'roles-changed', modelHash })
    return store().roles.list(modelHash)
  },
} satisfies HandlersOf<'roles'>
