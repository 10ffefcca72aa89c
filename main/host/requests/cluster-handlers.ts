import { PatchbayError } from '../../../contract'
import type { HandlersOf } from './host-context'

export const clusterHandlers = {
  async 'cluster.connect'({ url }, context) {
    const { RedisComputer } = await import('../cluster/redis/redis-computer')
    const { withoutPassword } = await import('../cluster/redis/connection')
    const shown = withoutPassword(url)
    const known = context.cluster.current
    if (known?.url === url) return { url: shown }
    if (known?.isBusy())
      throw new PatchbayError(
        'conflict',
        `Runs are under way at ${withoutPassword(known.url)}: stop their sweep before connecting to ${shown}.`,
      )
    const { store, lease, emit } = context
    const onChange = (isThere: boolean) => emit({ type: 'cluster-changed', url: shown, isThere })
    const computer = await RedisComputer.connect({ url, store, lease, emit }, onChange)
    await known?.close()
    context.cluster.current = computer
    context.computers.redis = computer
    return { url: shown }
  },
} satisfies HandlersOf<'cluster'>
