import path from 'node:path'
import { parseArgs } from 'node:util'
import { heldOutPairs, TASKS } from './tasks.ts'
import { writeJson } from './whole-files.ts'

/**
 * `npm run sample-prompts -- TASK --out FILE [--seed N] [--count N]`: other held-out prompts of the trained sample's tasks
 * than those that ship, which have the seed 1.
 */
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { out: { type: 'string' }, seed: { type: 'string' }, count: { type: 'string' } },
  allowPositionals: true,
})
const task = TASKS.find((name) => name === positionals[0])
if (!task || !values.out) throw new Error(`Say a task (${TASKS.join(', ')}) and --out FILE.`)
const [seed, count] = [Number(values.seed ?? 2), Number(values.count ?? 32)]
if (!Number.isInteger(seed) || !(count > 0 && count <= 1000))
  throw new Error('--seed and --count (at most 1000) are whole numbers.')
writeJson(path.resolve(values.out), { prompts: heldOutPairs(task, { seed, count }) })
