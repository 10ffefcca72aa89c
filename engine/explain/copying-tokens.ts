import type { Copying } from '../../contract'
import { promptParts } from '../experiment/prompt-parts'
import type { Experiment } from '../experiment/experiment'
import { paddedLength } from '../experiment/experiment'
import { promptsTraced } from './explain-memory'
import { rowOf } from './direct-directions'
import { RunTracer } from './run-trace'

/** Of prompts without answers so many tokens are read at most. */
const MOST_TOKENS = 200

/** A token where a set has it first. */
interface FirstPosition {
  id: number
  prompt: number
  position: number
}

/** Tokens that heads are shown, with what they can read of them: the embedding, or the state after layer 0. */
export interface CopyingTokens {
  of: Copying['of']
  ids: number[]
  /** [token][dModel] */
  embeddings: Float32Array[]
  afterLayer0: Float32Array[]
}

export async function copyingTokens(experiment: Experiment): Promise<CopyingTokens> {
  const { of, first } = chosenTokens(experiment)
  const prompts = [...new Set(first.map(({ prompt }) => prompt))].sort((a, b) => a - b)
  const states = new Map<FirstPosition, Record<'embedding' | 'afterLayer0', Float32Array>>()
  const shallow = { ...experiment, config: { ...experiment.config, layerCount: 1 } }
  const some = { ...shallow, pairs: prompts.map((prompt) => experiment.pairs[prompt]) }
  const length = paddedLength(experiment)
  const size = promptsTraced(shallow.config, length)
  const tracer = new RunTracer(shallow, ['resid'])
  try {
    for (const [i, part] of prompts.length > 0 ? promptParts(some, size).entries() : []) {
      const trace = await tracer.trace({ ...part, part: { length } }, 'clean')
      const row = (data: Float32Array, at: number) => rowOf(data, at, experiment.config.dModel).slice()
      for (const where of first) {
        const within = prompts.indexOf(where.prompt) - i * size
        if (within < 0 || within >= part.pairs.length) continue
        const at = within * length + where.position
        states.set(where, {
          embedding: row(trace.value('resid', 0).data, at),
          afterLayer0: row(trace.last.data, at),
        })
      }
    }
  } finally {
    await tracer.release()
  }
  return {
    of,
    ids: first.map(({ id }) => id),
    embeddings: first.map((where) => states.get(where)!.embedding),
    afterLayer0: first.map((where) => states.get(where)!.afterLayer0),
  }
}

/** Answers and wrong answers that their own prompts contain, or without any the tokens of the prompts. */
function chosenTokens({ weights, pairs }: Experiment): { of: Copying['of']; first: FirstPosition[] } {
  const written = weights.unembed.dims[0]
  const answers = firstPositions(pairs, ({ answers, wrongAnswers }) => {
    const wanted = new Set([...answers, ...wrongAnswers])
    return (id) => id < written && wanted.has(id)
  })
  if (answers.length > 0) return { of: 'answers', first: answers }
  const all = firstPositions(pairs, () => (id) => id < written)
  return { of: 'prompts', first: all.slice(0, MOST_TOKENS) }
}

function firstPositions(
  pairs: Experiment['pairs'],
  wantedIn: (pair: Experiment['pairs'][number]) => (id: number) => boolean,
): FirstPosition[] {
  const found = new Map<number, FirstPosition>()
  for (const [prompt, pair] of pairs.entries()) {
    const isWanted = wantedIn(pair)
    pair.clean.forEach((id, position) => {
      if (isWanted(id) && !found.has(id)) found.set(id, { id, prompt, position })
    })
  }
  return [...found.values()]
}
