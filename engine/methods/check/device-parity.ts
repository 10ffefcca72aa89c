import type { OpenModel } from '../../model'
import { Session, useProvider, type Feeds } from '../../onnx'
import { forwardGraph, tokenFeeds, weightFeeds } from '../../transformer'
import { defaultThreads } from '../../experiment/experiment'

/** Largest difference of a logit from the cpu's against the largest logit (or 1), and what is allowed. */
export interface DeviceParity {
  difference: number
  allowed: number
}

/**
 * That of the references in `fixtures`, whose logits are of size 1; float32 rounds larger ones by as much more, so
 * it is taken relative to the largest.
 */
const TOLERANCE = 2e-5
const PROMPTS = 4
const MAX_LENGTH = 16

/**
 * Whether an accelerator computes what the cpu does: the logits of a few prompts of arbitrary tokens, on both. Leaves
 * this thread computing on the cpu.
 * @throws PatchbayError (bad-input) where the accelerator does not start or lacks an operation.
 */
export async function deviceParity(model: OpenModel, device: string): Promise<DeviceParity> {
  const weights = weightFeeds(await model.loadWeights())
  const length = Math.min(MAX_LENGTH, model.config.contextLength)
  const feeds = { ...weights, ...tokenFeeds(arbitraryPrompts(model, length), length) }
  const graph = forwardGraph(model.config, weights, length)
  const logitsOn = async (name: string): Promise<Float32Array> => {
    useProvider(name)
    try {
      return await logitsOf(graph, feeds)
    } finally {
      useProvider('cpu')
    }
  }
  const expected = await logitsOn('cpu')
  const found = await logitsOn(device)
  let [difference, size] = [0, 1]
  expected.forEach((logit, i) => {
    const off = Math.abs(found[i] - logit)
    // A difference that is not a number is as large as one can be.
    difference = Number.isNaN(off) ? Infinity : Math.max(difference, off)
    size = Math.max(size, Math.abs(logit))
  })
  return { difference: difference / size, allowed: TOLERANCE }
}

async function logitsOf(graph: Parameters<typeof Session.create>[0], feeds: Feeds): Promise<Float32Array> {
  const session = await Session.create(graph, { threads: defaultThreads() })
  try {
    return (await session.run(feeds)).logits.data
  } finally {
    await session.release()
  }
}

/** The same ones every time, spread over the vocabulary, read at different positions. */
function arbitraryPrompts({ config }: OpenModel, length: number) {
  return Array.from({ length: PROMPTS }, (_, row) => ({
    tokens: Array.from(
      { length },
      (__, position) => (7919 * (row * length + position) + 31) % config.vocabSize,
    ),
    answerPosition: Math.max(0, length - 1 - row),
  }))
}
