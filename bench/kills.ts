import { parseArgs } from 'node:util'
import { killOften } from './kills/kill-often'
import { uniforms } from '../testing/random-numbers'

/**
 * npm run kills [-- --kills N] [-- --seed S]
 *
 * Kills Patchbay (kill -9) at N random moments while it computes, renames, tags, saves prompts, imports and exports, all at
 * once, and looks after each whether anything that was reported is lost, there twice or half written. Exit code 1 if so.
 */
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
})
const { faults, ...figures } = await killOften(Number(values.kills), {
  prompts: 600,
  random: uniforms(Number(values.seed)),
  log: (line) => console.log(line),
})
console.log(figures)
for (const fault of faults) console.log(fault)
console.log(faults.length === 0 ? 'Nothing was lost, doubled or halved.' : `${faults.length} faults.`)
process.exit(faults.length === 0 ? 0 : 1)
