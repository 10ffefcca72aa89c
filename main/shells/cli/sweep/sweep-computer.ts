import type { Host } from '../../../host/host'

/** Workers on Redis where its address is given, else this machine. */
export async function computerOf(host: Host, { redis }: { redis?: string }): Promise<'here' | 'redis'> {
  if (redis === undefined) return 'here'
  await host.call('cluster.connect', { url: redis })
  return 'redis'
}
