import path from 'node:path'
import { readBundle } from './bundle.ts'
import { headReports } from './heads.ts'
import { heldOutPairs } from './tasks.ts'

/**
 * `node scripts/run.mjs run-ts samples/train/head-table.ts [SEED]`: what each head of the trained sample does on 128
 * held-out prompts of ioi, as a Markdown table.
 */
const seed = Number(process.argv[2] ?? 1)
const model = await readBundle(process.argv[3] ?? path.join(import.meta.dirname, '../trained'), 1)
const pairs = heldOutPairs('ioi', { seed, count: 128 })
console.log('| head | end to IO | end to S1 | end to S2 | S2 to S1 | adds to IO | adds to S |')
console.log('|---|---|---|---|---|---|---|')
for (const { head, ...report } of await headReports(model, pairs, pairs.length)) {
  const { toAnswer, toFirst, toSecond, secondToFirst, addsAnswer, addsOther } = report
  const shown = [toAnswer, toFirst, toSecond, secondToFirst, addsAnswer, addsOther]
  console.log(`| ${[head, ...shown.map((value) => value.toFixed(2))].join(' | ')} |`)
}
await model.release()
