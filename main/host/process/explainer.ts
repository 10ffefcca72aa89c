import { constants, setPriority } from 'node:os'
import { changedModel, PatchbayError, toErrorData } from '../../../contract'
import { Explainer, openModel, type OpenModel, type ToExplain } from '../../../engine/host'
import type { ExplainAnswer, ExplainArgs, ExplainQuestion } from './explain-questions'
import type { FromKept, ToKept } from './kept-process'
import { loadedOnce } from './loaded-once'
import { Turns } from './turns'

// A process of its own: it keeps a model and runs of its prompts, which may be large, beside runs of methods, and what is
// no longer wanted can be ended.

/** What an explanation is of. */
export interface Explanation extends ToExplain {
  modelPath: string
  /** As it was when it was opened. */
  stamp: string
  threads: number
  memoryBytes?: number
}

export interface ExplainerQuestion {
  explanation: string
  /** Where this process does not know yet what that is. */
  definition?: Explanation
  question: ExplainQuestion
}

/** Explanations of one model that are kept, each with some traces. */
const MOST_EXPLAINERS = 2

/** What a summary has done after so long is answered: others wait no longer than for a step. */
const ANSWER_AFTER_MS = 300

/** Explanations that gave way to others, and whose summaries go on from where they were when they are asked for again. */
const MOST_BEGUN = 4
const MOST_BEGUN_BYTES = 512 * 2 ** 20

const definitions = new Map<string, Explanation>()
let model: { path: string; stamp: string; opened: OpenModel } | null = null
const explainers = new Map<string, Explainer>()
const begun = new Map<string, Awaited<ReturnType<Explainer['release']>>>()
/** How long the explainer that is asked took to open: several that give way to each other work as long as they load. */
let openingMs = 0
const turns = new Turns()
const cancelled = new Set<number>()

async function modelOf({ modelPath, stamp }: Explanation): Promise<OpenModel> {
  if (model?.path === modelPath && model.stamp === stamp) return model.opened
  model = null
  for (const id of explainers.keys()) await leave(id)
  const opened = await openModel(modelPath)
  if (opened.info.stamp !== stamp) throw changedModel(modelPath)
  model = { path: modelPath, stamp, opened: loadedOnce(opened) }
  return model.opened
}

async function explainerOf(id: string): Promise<Explainer> {
  const from = performance.now()
  const definition = definitions.get(id)!
  const opened = await modelOf(definition)
  const explainer = explainers.get(id) ?? (await openExplainer(id, opened, definition))
  openingMs = performance.now() - from
  // The one used last is the last.
  explainers.delete(id)
  explainers.set(id, explainer)
  if (explainers.size > MOST_EXPLAINERS) await leave(explainers.keys().next().value!)
  return explainer
}

async function openExplainer(id: string, opened: OpenModel, definition: Explanation): Promise<Explainer> {
  const { threads, memoryBytes } = definition
  const explainer = await Explainer.open(opened, definition, { threads, memoryBytes, begun: begun.get(id) })
  begun.delete(id)
  return explainer
}

async function leave(id: string): Promise<void> {
  const left = await explainers.get(id)?.release()
  explainers.delete(id)
  if (left) begun.set(id, left)
  const bytes = () => [...begun.values()].reduce((sum, each) => sum + each.bytes, 0)
  while (begun.size > MOST_BEGUN || (begun.size > 1 && bytes() > MOST_BEGUN_BYTES))
    begun.delete(begun.keys().next().value!)
}

/** How each question is answered; what takes long is a series of steps, between which others are answered. */
const ANSWERS: {
  [Name in ExplainQuestion['name']]: (
    explainer: Explainer,
    args: ExplainArgs<Name>,
  ) => Promise<ExplainAnswer<Name>> | AsyncGenerator<unknown, ExplainAnswer<Name>>
} = {
  'explain.summary': (explainer) => {
    const from = performance.now()
    const answerAfterMs = Math.max(ANSWER_AFTER_MS, openingMs)
    return explainer.summary(() => performance.now() - from > answerAfterMs)
  },
  'explain.head': (explainer, args) => explainer.head(args),
  'explain.copying': (explainer, args) => explainer.copying(args),
  'explain.attention': (explainer, args) => explainer.attention(args),
  'explain.lens': (explainer, args) => explainer.lens(args),
  'explain.roles': (explainer, args) => explainer.roles(args),
  'explain.edge': (explainer, args) => explainer.edge(args),
  'explain.edgeEffects': (explainer, args) => explainer.edgeEffects(args),
}

async function answer(id: number, { explanation, question }: ExplainerQuestion): Promise<unknown> {
  const answering = await turns.take(async () => {
    refuseCancelled(id)
    const explainer = await explainerOf(explanation)
    // The table pairs every name with its arguments; indexing by a union loses the pairing.
    const found = ANSWERS[question.name](explainer, question.args as never)
    return isSteps(found) ? { steps: found } : { value: await found }
  })
  return 'value' in answering ? answering.value : lastOf(id, answering.steps)
}

/** Each step in a turn of its own. */
async function lastOf(id: number, steps: AsyncGenerator<unknown>): Promise<unknown> {
  for (;;) {
    const step = await turns.take(async () => {
      if (cancelled.has(id)) await steps.return(undefined)
      refuseCancelled(id)
      return steps.next()
    })
    if (step.done) return step.value
  }
}

function isSteps(found: Promise<unknown> | AsyncGenerator<unknown>): found is AsyncGenerator<unknown> {
  return 'next' in found
}

function refuseCancelled(id: number): void {
  if (cancelled.has(id)) throw new PatchbayError('interrupted', 'The request was cancelled.')
}

process.on('message', (message) => {
  const asked = message as ToKept<ExplainerQuestion>
  if ('cancel' in asked) {
    cancelled.add(asked.cancel)
    return
  }
  const { id, explanation, definition } = asked
  if (definition) definitions.set(explanation, definition)
  const reply = (answer: FromKept<unknown>['answer']) => {
    cancelled.delete(id)
    process.send!({ id, answer } satisfies FromKept<unknown>)
  }
  answer(id, asked).then(
    (value) => reply({ ok: true, value }),
    (error: unknown) => reply({ ok: false, error: toErrorData(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
