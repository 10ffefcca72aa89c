import { Explainer } from '../../engine/explain/explainer'
import type { ExplainedPrompt } from '../../contract'
import { resultOf } from '../../engine/experiment/progress'
import { openModel } from '../../engine/model'
import { modelFolder, type BenchModel } from '../models'
import { peakBytes, timed, type Timing } from '../process-stats'
import { promptPairs } from '../prompts'

export interface ExplainJob {
  model: BenchModel
  prompts: number
  tokens: number
  threads: number
}

export interface ExplainResult {
  open: Timing
  /** Of all prompts. */
  summary: Timing
  /** By what is asked; the slowest of several heads, edges or positions. `first`: of a prompt that was not looked at before. */
  questions: Record<string, Timing>
  largestGap: number
  peakBytes: number | null
}

const TIMES = 5

/** What explanations of a set take: the scores of all heads, then questions about one prompt. */
export async function explainJob({ model, prompts, tokens, threads }: ExplainJob): Promise<ExplainResult> {
  const pairs = promptPairs({ prompts, tokens, vocabSize: model.vocabSize })
  const opened = await openModel(modelFolder(model))
  const asked = { pairs, prompts: [] as ExplainedPrompt[], circuit: null }
  const by = { metric: 'logit_diff', direction: 'noising', ablation: 'resample' } as const
  let explainer!: Explainer
  const open = await timed(
    async () => (explainer = await Explainer.open(opened, { ...asked, ...by }, { threads })),
  )
  let largestGap = NaN
  const summary = await timed(async () => {
    const { summary: found } = await explainer.summary(() => false)
    largestGap = found!.attribution!.largestGap
  })
  const head = (i: number) => `a${model.layers - 1}.h${i % model.heads}`
  const at = { prompt: 1, query: tokens - 1, key: 2, run: 'clean' as const }
  const questions = {
    'head, first': await timed(() => explainer.head({ prompt: 1, head: head(0) })),
    head: await slowest((i) => explainer.head({ prompt: 1, head: head(i) })),
    attention: await slowest((i) => explainer.attention({ ...at, head: head(i) })),
    edge: await slowest((i) => explainer.edge({ prompt: 1, edge: 1 + 7 * i })),
    lens: await slowest(() => explainer.lens({ prompt: 1, run: 'clean' })),
    'copying, one head': await slowest((i) => resultOf(explainer.copying({ heads: [head(i)] }))),
    'roles of all heads': await timed(() => resultOf(explainer.roles({}))),
  }
  return { open, summary, questions, largestGap, peakBytes: peakBytes() }
}

/** The first is not counted. */
async function slowest(ask: (time: number) => Promise<unknown>): Promise<Timing> {
  await ask(0)
  const timings: Timing[] = []
  for (let i = 1; i <= TIMES; i++) timings.push(await timed(() => ask(i)))
  return timings.reduce((most, timing) => (timing.wallMs > most.wallMs ? timing : most))
}
