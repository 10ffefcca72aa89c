import {
  PatchbayError,
  type LeftOutWords,
  type MadePrompts,
  type MakePrompts,
  type PromptRow,
  type PromptSet,
} from '../../../contract'
import type { PromptModel } from '../prompt-model'
import { SeededRandom } from '../seeded-random'
import type { Material, PromptGenerator } from './generator'
import { leftOutText, materialOf } from './material'
import { GENERATORS } from './registry'
import { refuseSizes } from './refuse-sizes'
import { rowOf } from './row-of-drawn'

/** Draws in a row that give nothing new: then there are no more. */
const MOST_MISSES = 400

/**
 * Prompts of a task: the same request gives the same rows under the same tokenizer, and a smaller count their beginning.
 * Without a model they are made for any, and positions have no names.
 * @throws PatchbayError (bad-input) saying which option, template or list is to be mended, or why no row can be made.
 */
export function makePrompts(request: MakePrompts, model: PromptModel | null): MadePrompts {
  const making = makingPrompts(request, model)
  for (;;) {
    const { done, value } = making.next()
    if (done) return value
  }
}

/** As `makePrompts`, with a rest after every row. */
export function* makingPrompts(request: MakePrompts, model: PromptModel | null): Drawing<MadePrompts> {
  const generator = GENERATORS[request.task]
  refuseModel(generator, model)
  refuseSizes(request)
  const material = materialOf(generator, request, model)
  const { rows, refused } = yield* drawRows(generator, request, material)
  const set = setOf(generator, request, { material, rows })
  const leftOut = material.leftOut()
  const notes = [...leftOut.map(asNote), ...countNotes(request, rows, refused)]
  return { set: notes.length > 0 ? { ...set, notes } : set, leftOut }
}

type Drawing<Result> = Generator<undefined, Result>

/** Rows that were drawn, and how many were refused for what. */
interface DrawnRows {
  rows: PromptRow[]
  refused: Map<string, number>
}

function* drawRows(
  generator: PromptGenerator,
  { count, seed }: MakePrompts,
  material: Material,
): Drawing<DrawnRows> {
  const random = new SeededRandom(seed)
  const draw = generator.prepare(material)
  const rows: PromptRow[] = []
  const refused = new Map<string, number>()
  const seen = new Set<string>()
  for (let misses = 0; rows.length < count && misses < MOST_MISSES; misses++) {
    const drawn = rowOf(draw(random), material)
    const key = 'row' in drawn ? JSON.stringify([drawn.row.clean, drawn.row.corrupt, drawn.row.answers]) : ''
    if (!('row' in drawn)) refused.set(drawn.problem, (refused.get(drawn.problem) ?? 0) + 1)
    else if (!seen.has(key)) {
      rows.push(drawn.row)
      seen.add(key)
      misses = -1
    }
    yield
  }
  if (rows.length > 0) return { rows, refused }
  const why = mostFrequent(refused)
  throw new PatchbayError(
    'bad-input',
    `No row of ${generator.task.name} can be made with this tokenizer. ${why}`,
  )
}

function refuseModel({ task }: PromptGenerator, model: PromptModel | null): void {
  if (task.needsModel && model === null) {
    const why = `The prompts of ${task.name} are drawn from a model's vocabulary`
    throw new PatchbayError('bad-input', `${why}: open a model first (--model on the command line).`)
  }
  if (model === null || task.needsModel || model.tokenizer) return
  const mend = 'open one that has, or make induction, whose prompts are token ids'
  throw new PatchbayError(
    'bad-input',
    `The model has no tokenizer, so the texts of ${task.name} cannot be read by it: ${mend}.`,
  )
}

function setOf(
  { task }: PromptGenerator,
  { seed, bos, lists, templates }: MakePrompts,
  { material, rows }: { material: Material; rows: PromptRow[] },
): PromptSet {
  const options = { ...material.options.chosen, ...(templates && { templates }), ...(lists && { lists }) }
  const source = { kind: 'made' as const, task: task.name, seed, options }
  return { name: task.title, bos, rows, source }
}

function asNote(leftOut: LeftOutWords): string {
  const what = leftOut.list === 'templates' ? 'Templates' : `Words of the list ${leftOut.list}`
  return `${what}: ${leftOutText(leftOut)}.`
}

function countNotes(
  { count }: MakePrompts,
  rows: readonly PromptRow[],
  refused: DrawnRows['refused'],
): string[] {
  const notes: string[] = []
  if (rows.length < count) {
    const found =
      rows.length === 1
        ? 'Only 1 row was found'
        : `Only ${rows.length.toLocaleString('en-US')} different rows were found`
    notes.push(
      `${found}, of ${count.toLocaleString('en-US')} that were asked for: add words or templates for more.`,
    )
  }
  const total = [...refused.values()].reduce((sum, times) => sum + times, 0)
  if (total > 0) {
    const drawn =
      total === 1 ? '1 drawn row was left out' : `${total.toLocaleString('en-US')} drawn rows were left out`
    notes.push(`${drawn}, ${total === 1 ? 'because' : 'most often because'}: ${mostFrequent(refused)}`)
  }
  return notes
}

function mostFrequent(refused: ReadonlyMap<string, number>): string {
  return [...refused].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}
