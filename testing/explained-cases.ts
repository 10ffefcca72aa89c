import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Explained } from '../engine/explain/explained'
import { openModel } from '../engine/model'
import type { TransformerConfig } from '../engine/model/transformer'
import { weightFeeds } from '../engine/transformer'
import type { PromptPair } from '../engine/datasets'
import { FIXTURES } from './fixtures'
import { heldWeights } from './held-weights'
import { explainedOn, type DrawnExplained } from './random-explained'
import { Draw } from './random-models'

/** A model of a folder with drawn prompts to be explained, for the engine and for the plain implementation. */
export interface ExplainedCase {
  name: string
  folder: string
  open(): Promise<DrawnExplained>
}

/** Every model of `fixtures/` with its weights in one file, and the bundled samples. */
export function fixtureCases(): ExplainedCase[] {
  const below = (folder: string) => readdirSync(folder, { withFileTypes: true })
  const foldersOf = (folder: string) =>
    below(folder).flatMap((entry) => (entry.isDirectory() ? [path.join(folder, entry.name)] : []))
  const isModel = (folder: string) => existsSync(path.join(folder, 'model.safetensors'))
  const samples = path.join(FIXTURES, '../samples')
  const parents = [FIXTURES, path.join(FIXTURES, 'architectures'), samples]
  return parents.flatMap(foldersOf).filter(isModel).map(folderCase)
}

export const folderCase = (folder: string): ExplainedCase => ({
  name: path.basename(folder),
  folder,
  open: async () => {
    const { config, loadWeights } = await openModel(folder)
    const weights = heldWeights(await loadWeights())
    const draw = new Draw(config.vocabSize + config.dModel)
    const pairs = drawnPairs(draw, { ...config, answerCount: weights.unembed.dims[0] })
    const experiment = {
      config,
      weights: weightFeeds(weights),
      pairs,
      threads: 1,
      plain: { config, weights },
    }
    return explainedOn(draw, experiment)
  },
})

/** The sums of a prompt's scores are over few positions: long ones would say no more. */
const LENGTHS = [9, 12, 9, 10]

/** Prompts whose tokens come again and again, of all kinds of answers: in the prompt, not in it, one-sided. */
function drawnPairs(
  draw: Draw,
  { vocabSize, contextLength, causal, layers, answerCount }: TransformerConfig & { answerCount: number },
): PromptPair[] {
  const haveOneLength = !causal || layers.some(({ attention }) => attention.rotary?.beyond)
  return LENGTHS.map((wanted, i) => {
    const length = Math.min(contextLength, haveOneLength ? LENGTHS[0] : wanted)
    const some = Array.from({ length: 5 }, () => draw.below(vocabSize))
    const clean = Int32Array.from({ length }, () => draw.of(some))
    const corrupt = clean.map((token) => (draw.below(2) === 0 ? token : draw.below(vocabSize)))
    const other = () => draw.below(answerCount)
    const one = i === 3 ? other() : clean[1] % answerCount
    const answers = [...new Set([one, other()])]
    const wrong = i === 2 ? [] : [clean[2] % answerCount, other(), other()]
    const wrongAnswers = [...new Set(wrong)].filter((token) => !answers.includes(token))
    return { clean, corrupt, answers, wrongAnswers, answerPosition: i === 1 ? length - 2 : length - 1 }
  })
}

/** The prompts that have answers on both sides: those that every metric is defined on. */
export const twoSided = ({ experiment }: Explained): number[] =>
  experiment.pairs.flatMap(({ wrongAnswers }, prompt) => (wrongAnswers.length > 0 ? [prompt] : []))
