import { parseArgs } from 'node:util'
import { uniforms } from '../testing/random-numbers'
import { killCluster } from './cluster/kill-cluster'

/**
 * npm run bench:cluster [-- --configurations N] [-- --workers N] [-- --kills N] [-- --redis-kills N] [-- --host-kills N]
 *
 * A sweep of the bundled sample by workers on a real Redis, while workers, Redis and the host that asked are killed (kill -9) at
 * random moments. Says whether anything was lost, or computed twice to its end, whether every result is, byte by byte, that of this
 * machine alone, and what a job costs beside its computing. Exit code 1 where something is wrong.
 */
const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    configurations: number('1000'),
    workers: number('8'),
    kills: number('50'),
    'redis-kills': number('5'),
    'host-kills': number('5'),
    seed: number('1'),
  },
})
const { faults, ...figures } = await killCluster({
  configurations: Number(values.configurations),
  workers: Number(values.workers),
  kills: {
    worker: Number(values.kills),
    redis: Number(values['redis-kills']),
    host: Number(values['host-kills']),
  },
  random: uniforms(Number(values.seed)),
  log: (line) => console.log(line),
})
console.log(figures)
for (const fault of faults) console.log(fault)
console.log(faults.length === 0 ? 'Nothing was lost or computed twice.' : `${faults.length} faults.`)
process.exit(faults.length === 0 ? 0 : 1)
