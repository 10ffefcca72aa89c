import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { PromptRow, SiteFamily } from '../contract'
import {
  activationPatching,
  agreementOf,
  attributionPatching,
  openModel,
  parsePrompts,
  siteEffects,
  resultOf,
  type AttributionMethod,
} from '../engine'
import { onPrompts } from '../engine/methods/patching'

/**
 * How well the first-order estimates agree with exact activation patching: Pearson per kind of site for AtP,
 * AtP* (which estimates |effect|) and RelP; logit_diff, noising.
 *
 *   node scripts/run.mjs run-ts bench/agreement.ts
 */
const root = path.join(import.meta.dirname, '..')
const METHODS: AttributionMethod[] = ['atp', 'atp-star', 'relp']
const NODES: SiteFamily[] = [
  ...(['resid', 'attn', 'mlp', 'heads', 'heads-by-position', 'q', 'k', 'v', 'pattern'] as const),
]

interface Task {
  name: string
  folder: string
  rows(): PromptRow[]
  choices: SiteFamily[]
}

const tasks: Task[] = [
  {
    name: 'gpt2-tiny (random weights)',
    folder: path.join(root, 'fixtures/gpt2-tiny'),
    rows: () => fixtureRows(path.join(root, 'fixtures/gpt2-tiny/data.json')),
    choices: [...NODES, 'neurons', 'neurons-by-position'],
  },
  {
    name: 'stories260K, pronoun',
    folder: path.join(root, '../shared/models/stories260K'),
    rows: () =>
      parsePrompts(read(path.join(root, '../shared/fixtures/stories260k-pronoun/prompts.json'))).rows,
    choices: NODES,
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
  choices,
}: Task): Promise<Record<string, Record<string, string>>> {
  const model = await openModel(folder)
  const given = { model, prompts: { bos: 'tokenizer' as const, rows: rows() } }
  const patching = { metric: 'logit_diff', direction: 'noising' } as const
  const table: Record<string, Record<string, string>> = {}
  const estimates = new Map(
    await Promise.all(
      METHODS.map(async (method) => {
        const run = onPrompts(given, (experiment) => attributionPatching(experiment, { ...patching, method }))
        return [method, await resultOf(run)] as const
      }),
    ),
  )
  for (const choice of choices) {
    const options = { direction: patching.direction, choices: [choice], metrics: [patching.metric] } as const
    const exact = await resultOf(onPrompts(given, (experiment) => activationPatching(experiment, options)))
    const effects = exact.scores.map(({ effect }) => effect[patching.metric]!)
    table[choice] = { sites: String(effects.length) }
    for (const method of METHODS) {
      const estimate = siteEffects(model.config, estimates.get(method)!, choice).map(({ effect }) => effect)
      const sized = method === 'atp-star' ? effects.map(Math.abs) : effects
      table[choice][method] = agreementOf(estimate, sized).pearson.toFixed(3)
    }
  }
  return table
}

for (const task of tasks) {
  console.log(`\n${task.name}: Pearson with exact activation patching, logit_diff, noising`)
  if (existsSync(task.folder)) console.table(await pearsonTable(task))
  else console.log(`NOT RUN: there is no ${path.resolve(task.folder)}`)
}
