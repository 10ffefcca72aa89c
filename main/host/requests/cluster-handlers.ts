import { PatchbayError } from '../../../contract'
import type { Cluster, RedisState } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import { whenFree } from '../../store'
import type { ConnectedCluster, HandlersOf, HostContext } from './host-context'

export const clusterHandlers = {
  async 'cluster.connect'({ url: given, password }, context) {
    const { withoutPassword, withPassword, withNothingSecret } = await import('../cluster/redis/address')
    const url = withPassword(given ?? rememberedAddress(context), password)
    const known = context.cluster.current
    if (known && isSame(known.url, url, withNothingSecret)) return clusterOf(known, withoutPassword)
    if (known?.isBusy())
      throw new PatchbayError(
        'conflict',
        `Runs are under way at ${withoutPassword(known.url)}: stop their sweep before connecting to ${withoutPassword(url)}.`,
      )
    const connected = await connect(url, context)
    await whenFree(() => context.store().clusterAddress.save(withNothingSecret(url)))
    return clusterOf(connected, withoutPassword)
  },

  async 'cluster.get'(_args, context) {
    const { current } = context.cluster
    const { withoutPassword } = await import('../cluster/redis/address')
    const { onnxruntimeVersion } = await import('../../../engine/host')
    return {
      remembered: context.store().clusterAddress.read(),
      current: current && (await clusterOf(current, withoutPassword)),
      engine: { patchbayVersion: PATCHBAY_VERSION, onnxruntimeVersion: onnxruntimeVersion() },
    }
  },
} satisfies HandlersOf<'cluster'>

function rememberedAddress({ store }: HostContext): string {
  const remembered = store().clusterAddress.read()
  if (remembered !== null) return remembered
  throw new PatchbayError(
    'conflict',
    'No Redis was connected to before: give its address, such as redis://HOST:6379.',
  )
}

/** One that is connected to is known by its address, however it was entered. */
function isSame(known: string, url: string, withNothingSecret: (url: string) => string): boolean {
  return known === url || (withNothingSecret(url) === url && withNothingSecret(known) === url)
}

async function connect(url: string, context: HostContext): Promise<ConnectedCluster> {
  const { RedisComputer } = await import('../cluster/redis/redis-computer')
  const { withoutPassword } = await import('../cluster/redis/address')
  const { store, lease, emit } = context
  const shown = withoutPassword(url)
  const onChange = (state: RedisState) => emit({ type: 'cluster-changed', url: shown, ...state })
  const computer = await RedisComputer.connect({ url, store, lease, emit }, onChange)
  await context.cluster.current?.close()
  context.cluster.current = computer
  context.computers.redis = computer
  return computer
}

async function clusterOf(
  current: ConnectedCluster,
  withoutPassword: (url: string) => string,
): Promise<Cluster> {
  const workers = await current.workersThere()
  return { url: withoutPassword(current.url), ...current.state, workers }
}
