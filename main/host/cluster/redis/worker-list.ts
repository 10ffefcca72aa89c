import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { byNumbers, type ClusterWorker } from '../../../../contract'

const IDS = 'patchbay:workers'
const keyOf = (id: string) => `patchbay:worker:${id}`

/** How often a worker gives a sign of life. */
const SIGN_EVERY_MS = 4_000
/** Without one for so long it is not there. */
const GONE_S = 15

/** The workers at a Redis that gave a sign of life just now; by name. */
export async function workersAt(redis: Redis): Promise<ClusterWorker[]> {
  const ids = await redis.smembers(IDS)
  if (ids.length === 0) return []
  const found = await redis.mget(ids.map(keyOf))
  const gone = ids.filter((_, at) => found[at] === null)
  if (gone.length > 0) await redis.srem(IDS, gone)
  const workers = found.flatMap((text) => (text === null ? [] : [JSON.parse(text) as ClusterWorker]))
  return workers.sort((a, b) => byNumbers(a.name, b.name))
}

/** Says at a Redis that a worker is there, and what it computes. */
export class WorkerSign {
  private readonly id = randomUUID()
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly redis: Redis,
    private worker: ClusterWorker,
  ) {
    this.timer = setInterval(() => void this.give(), SIGN_EVERY_MS)
    void this.give()
  }

  computes(title: string | null): void {
    this.worker = { ...this.worker, computes: title }
    void this.give()
  }

  async end(): Promise<void> {
    clearInterval(this.timer)
    if (this.redis.status === 'ready') await this.redis.del(keyOf(this.id)).catch(() => {})
  }

  /** What cannot be said now is said with the next sign. */
  private async give(): Promise<void> {
    if (this.redis.status !== 'ready') return
    const text = JSON.stringify(this.worker)
    await this.redis
      .multi()
      .set(keyOf(this.id), text, 'EX', GONE_S)
      .sadd(IDS, this.id)
      .exec()
      .catch(() => {})
  }
}
