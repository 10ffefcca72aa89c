import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ATTRIBUTION_VARIANTS, type PromptRow, type SiteFamily } from '../contract'
import { activationPatching, openExperiment, openModel, parsePrompts, resultOf } from '../engine'
import { correlationOf } from '../engine/methods/activation'
import { attributeSites, siteEffects } from '../engine/methods/attribution'

/**
 * How well the first-order estimates agree with exact activation patching: Pearson per kind of site for AtP,
 * AtP* (which estimates |effect|) and RelP; logit_diff, noising.
 *
 *   node scripts/run.mjs run-ts bench/agreement.ts
 */
const root = path.join(import.meta.dirname, '..')
const NODES: SiteFamily[] = [
  ...(['resid', 'attn', 'mlp', 'heads', 'heads-by-position', 'q', 'k', 'v', 'pattern'] as const),
]

interface Task {
  name: string
  folder: string
  rows(): PromptRow[]
  families: SiteFamily[]
}

const tasks: Task[] = [
  {
    name: 'gpt2-tiny (random weights)',
    folder: path.join(root, 'fixtures/gpt2-tiny'),
    rows: () => fixtureRows(path.join(root, 'fixtures/gpt2-tiny/data.json')),
    families: [...NODES, 'neurons', 'neurons-by-position'],
  },
  {
    name: 'stories260K, pronoun',
    folder: path.join(root, '../shared/models/stories260K'),
    rows: () =>
      parsePrompts(read(path.join(root, '../shared/fixtures/stories260k-pronoun/prompts.json'))).rows,
    families: NODES,
  },
]

function read(file: string): string {
  return readFileSync(file, 'utf8')
}

function fixtureRows(file: string): PromptRow[] {
  interface Data {
    clean: number[][]
    corrupt: number[][]
    answer: number[]
    wrong: number[]
  }
  const { clean, corrupt, answer, wrong } = JSON.parse(read(file)) as Data
  return clean.map((tokens, i) => ({
    ...{ clean: tokens, corrupt: corrupt[i], answers: [answer[i]], wrongAnswers: [wrong[i]] },
  }))
}

async function pearsonTable({
  folder,
  rows,
  families,
}: Task): Promise<Record<string, Record<string, string>>> {
  const model = await openModel(folder)
  const experiment = await openExperiment(model, { rows: rows() })
  const question = { metric: 'logit_diff', direction: 'noising' } as const
  const table: Record<string, Record<string, string>> = {}
  const estimates = new Map(
    await Promise.all(
      ATTRIBUTION_VARIANTS.map(
        async (variant) =>
          [variant, await resultOf(attributeSites(experiment, { ...question, variant }))] as const,
      ),
    ),
  )
  for (const family of families) {
    const exact = await resultOf(activationPatching(experiment, { ...question, families: [family] }))
    const { effect: effects } = exact.scores
    table[family] = { sites: String(effects.length) }
    for (const variant of ATTRIBUTION_VARIANTS) {
      const estimate = siteEffects(model.config, estimates.get(variant)!, family).map(({ effect }) => effect)
      const sized = variant === 'atp-star' ? effects.map(Math.abs) : effects
      table[family][variant] = correlationOf(estimate, sized).pearson.toFixed(3)
    }
  }
  return table
}

for (const task of tasks) {
  console.log(`\n${task.name}: Pearson with exact activation patching, logit_diff, noising`)
  if (existsSync(task.folder)) console.table(await pearsonTable(task))
  else console.log(`NOT RUN: there is no ${path.resolve(task.folder)}`)
}
