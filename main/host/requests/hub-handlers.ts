import { cachedModels } from '../hub/cached-models'
import type { HandlersOf } from './host-context'

export const hubHandlers = {
  async 'hub.cached'(_args, { reading }, signal) {
    return cachedModels(reading, signal)
  },

  async 'hub.plan'({ name }, { downloads }, signal) {
    return downloads.plan(name, signal)
  },

  async 'hub.download'({ name, commit }, { downloads }, signal) {
    return downloads.start(name, commit, signal)
  },

  async 'hub.downloads'(_args, { downloads }) {
    return downloads.list()
  },

  async 'hub.cancel'({ name }, { downloads }) {
    await downloads.cancel(name)
    return null
  },

  async 'hub.dismiss'({ name }, { downloads }) {
    downloads.dismiss(name)
    return null
  },
} satisfies HandlersOf<'hub'>
