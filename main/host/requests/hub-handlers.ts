import { PatchbayError } from '../../../contract'
import type { HandlersOf } from './host-context'

const notYet = () => new PatchbayError('conflict', 'This version cannot download models yet.')

export const hubHandlers = {
  async 'hub.cached'() {
    return []
  },

  async 'hub.plan'() {
    throw notYet()
  },

  async 'hub.download'() {
    throw notYet()
  },

  async 'hub.downloads'() {
    return []
  },

  async 'hub.cancel'() {
    return null
  },

  async 'hub.dismiss'() {
    return null
  },
} satisfies HandlersOf<'hub'>
