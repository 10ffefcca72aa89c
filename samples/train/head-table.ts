import path from 'node:path'
import { accuracyOf } from './accuracy.ts'
import { readBundle } from './bundle.ts'
import { headReports } from './heads.ts'
import { heldOutPairs, type PromptPair } from './tasks.ts'
import { tokensOf } from './tokens.ts'
import { NAMES } from './words.ts'

/**
 * `node scripts/run.mjs run-ts samples/train/head-table.ts [abc]`: what each head of the trained sample does on 128
 * held-out prompts of ioi, as a Markdown table. With `abc` on their corrupt prompts, in which the last person was not
 * named before: IO is the first of the three, S the last.
 */
const PROMPTS = 128

const isAbc = process.argv[2] === 'abc'
const written = heldOutPairs('ioi', { seed: 1, count: PROMPTS })
const pairs = isAbc ? written.map(askedAboutThird) : written
const model = await readBundle(path.join(import.meta.dirname, '../trained'), 1)
console.log('| head | end to IO | end to S1 | end to S2 | S2 to S1 | adds to IO | adds to S |')
console.log('|---|---|---|---|---|---|---|')
for (const { head, ...report } of await headReports(model, pairs, PROMPTS)) {
  const { toAnswer, toFirst, toSecond, secondToFirst, addsAnswer, addsOther } = report
  const shown = [toAnswer, toFirst, toSecond, secondToFirst, addsAnswer, addsOther]
  console.log(`| ${[head, ...shown.map((value) => value.toFixed(2))].join(' | ')} |`)
}
const asked = isAbc ? pairs.map((pair) => ({ ...pair, answers: namesOf(pair.clean).slice(0, 2) })) : pairs
const { probability } = await accuracyOf(model, asked, PROMPTS)
console.log(`\nProbability of ${isAbc ? 'the first two' : 'IO'}: ${probability.toFixed(3)}`)
await model.release()

function askedAboutThird({ corrupt }: PromptPair): PromptPair {
  const [first, , third] = namesOf(corrupt)
  return { clean: corrupt, corrupt, answers: [first], wrong_answers: [third] }
}

function namesOf(text: string): string[] {
  return tokensOf(text).filter((word) => NAMES.includes(word))
}
