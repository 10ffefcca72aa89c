import path from 'node:path'
import { parseArgs } from 'node:util'
import { sayingWhatFailed } from './options.ts'
import { heldOutPairs, TASKS } from './tasks.ts'
import { writeJson } from './whole-files.ts'

/**
 * `npm run sample-prompts -- TASK --out FILE [--seed N] [--count N]`: other held-out prompts of the trained sample's tasks
 * than those that ship, which have the seed 1.
 */
await sayingWhatFailed(() => {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2),
    options: { out: { type: 'string' }, seed: { type: 'string' }, count: { type: 'string' } },
    allowPositionals: true,
  })
  const task = TASKS.find((name) => name === positionals[0])
  if (!task || !values.out) throw new Error(`Say a task (${TASKS.join(', ')}) and --out FILE.`)
  const [seed, count] = [Number(values.seed ?? 2), Number(values.count ?? 32)]
  if (!Number.isInteger(seed)) throw new Error(`--seed ${values.seed} is not a whole number.`)
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new Error(`--count ${values.count} is not a whole number from 1 to 1000.`)
  writeJson(path.resolve(values.out), { bos: 'tokenizer', prompts: heldOutPairs(task, { seed, count }) })
})
