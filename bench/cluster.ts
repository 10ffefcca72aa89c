import { parseArgs } from 'node:util'
import { uniforms } from '../testing/random-numbers'
import { jobOverhead } from './cluster/job-overhead'
import { killArray } from './cluster/kill-array'
import { killCluster } from './cluster/kill-cluster'

/**
 * npm run bench:cluster [-- --configurations N] [-- --workers N] [-- --kills N] [-- --redis-kills N] [-- --host-kills N]
 *
 * A sweep of the bundled sample by workers on a real Redis, while workers, Redis and the host that asked are killed (kill -9) at
 * random moments. Says whether anything was lost, or computed twice to its end, whether every result is, byte by byte, that of this
 * machine alone, and what a job costs beside its computing. Exit code 1 where something is wrong.
 *
 * npm run bench:cluster -- slurm [--configurations N] [--kills N] [--requeues N] [--cancels N]
 *
 * The same by an array script on a real Slurm of this machine, whose tasks are killed (kill -9), requeued and cancelled.
 *
 * npm run bench:cluster -- overhead [--configurations N] [--rounds N]
 *
 * What a job on Redis costs beside its computing, without kills.
 */
const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    configurations: { type: 'string' },
    workers: number('8'),
    kills: { type: 'string' },
    requeues: number('5'),
    cancels: number('5'),
    'redis-kills': number('5'),
    'host-kills': number('5'),
    seed: number('1'),
    rounds: number('5'),
  },
  allowPositionals: true,
})
if (positionals[0] === 'overhead') {
  const configurations = Number(values.configurations ?? 12)
  console.log(await jobOverhead({ configurations, rounds: Number(values.rounds), log: console.log }))
  process.exit(0)
}
const shared = { random: uniforms(Number(values.seed)), log: (line: string) => console.log(line) }
const isArray = positionals[0] === 'slurm'
const { faults, ...figures } = isArray
  ? await killArray({
      ...shared,
      configurations: Number(values.configurations ?? 100),
      kills: {
        worker: Number(values.kills ?? 10),
        requeue: Number(values.requeues),
        cancel: Number(values.cancels),
      },
    })
  : await killCluster({
      ...shared,
      configurations: Number(values.configurations ?? 1_000),
      workers: Number(values.workers),
      kills: {
        worker: Number(values.kills ?? 50),
        redis: Number(values['redis-kills']),
        host: Number(values['host-kills']),
      },
    })
console.log(figures)
for (const fault of faults) console.log(fault)
console.log(faults.length === 0 ? 'Nothing was lost or computed twice.' : `${faults.length} faults.`)
process.exit(faults.length === 0 ? 0 : 1)
