import { randomBytes } from 'node:crypto'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { RunBundle } from '../../../store'
import { bundleToBytes, bytesToBundle } from '../../runs/bundle'

/** Of BullMQ. */
export const QUEUE = 'patchbay-runs'

/** How long results stay for whoever asks for the same again. */
export const KEPT_S = 7 * 24 * 3_600

/** What is in a job of BullMQ; its id is `jobIdOf` the configuration. */
export interface JobData {
  title: string
  configuration: string
  /** `jobToBytes`, in base64. */
  job: string
}

/** How a job ended; the run itself is beside it (`RunShelf`). */
export interface JobEnd {
  state: 'done' | 'failed' | 'stopped'
  worker: string
}

/** What is said of a job while it is computed. */
export interface JobProgress {
  worker: string
  /** In the checkpoint that is on the shelf. */
  edgesDecided: number
}

/** What a worker is known by on Redis: its name, and which of all that have been named so; one word. */
export function workerIdOf(name: string): string {
  return `${encodeURIComponent(name)}:${randomBytes(4).toString('hex')}`
}

export function workerNameOf(id: string): string {
  return decodeURIComponent(id.slice(0, id.lastIndexOf(':')))
}

/** Ids of the workers that are there now. */
export async function workersOf(queue: Queue): Promise<string[]> {
  const mark = ':w:'
  const clients = await queue.getWorkers()
  const names = clients.map(({ rawname = '' }) => rawname)
  return [...new Set(names.map((name) => name.slice(name.indexOf(mark) + mark.length)))]
}

/** BullMQ takes no id that is all digits. */
export function jobIdOf(configuration: string): string {
  return `run-${configuration}`
}

/** Runs in Redis by their configuration: checkpoints while they are computed, then the result. And who cannot compute which. */
export class RunShelf {
  constructor(private readonly redis: Redis) {}

  async save(configuration: string, bundle: RunBundle): Promise<void> {
    await this.redis.set(`patchbay:run:${configuration}`, bundleToBytes(bundle), 'EX', KEPT_S)
  }

  async read(configuration: string): Promise<RunBundle | null> {
    const bytes = await this.redis.getBuffer(`patchbay:run:${configuration}`)
    return bytes && bytesToBundle(bytes, `The run ${configuration.slice(0, 12)} in Redis`)
  }

  /** Writes something that means nothing. */
  async touch(): Promise<void> {
    await this.redis.set('patchbay:touched', '1', 'EX', 60)
  }

  async drop(configuration: string): Promise<void> {
    await this.redis.del(`patchbay:run:${configuration}`, refusals(configuration), stop(configuration))
  }

  /** Says that a worker cannot compute it now, and why. */
  async refuse(configuration: string, workerId: string, why: string): Promise<void> {
    await this.redis.hset(refusals(configuration), workerId, why)
    await this.redis.expire(refusals(configuration), KEPT_S)
  }

  /** By the worker's id, of workers that may be gone by now. */
  refusals(configuration: string): Promise<Record<string, string>> {
    return this.redis.hgetall(refusals(configuration))
  }

  /** Asks whoever computes it to stop. */
  async stop(configuration: string): Promise<void> {
    await this.redis.set(stop(configuration), '1', 'EX', 60)
  }

  /** Whether somebody asked for that; once. */
  async takeStop(configuration: string): Promise<boolean> {
    return (await this.redis.del(stop(configuration))) > 0
  }
}

const refusals = (configuration: string) => `patchbay:refused:${configuration}`
const stop = (configuration: string) => `patchbay:stop:${configuration}`
