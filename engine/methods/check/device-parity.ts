import type { OpenModel } from '../../model'
import { Session, useProvider, type Feeds } from '../../onnx'
import { forwardGraph, tokenFeeds } from '../../transformer'
import { defaultThreads } from '../../experiment/experiment'
import { loadedWeights } from '../../experiment/open-experiment'
import { arbitraryTokens } from './arbitrary-prompts'
import { largestDifference, LOGIT_TOLERANCE, sizeOf } from './differences'

/** Largest difference of a logit from the cpu's against the largest logit (or 1), and what is allowed. */
export interface DeviceParity {
  difference: number
  allowed: number
}

const PROMPTS = 4
const MAX_LENGTH = 16

/**
 * Whether an accelerator computes what the cpu does: the logits of a few prompts of arbitrary tokens, on both. Leaves
 * this thread computing on the cpu.
 * @throws PatchbayError (bad-input) where the accelerator does not start or lacks an operation.
 */
export async function deviceParity(model: OpenModel, device: string): Promise<DeviceParity> {
  const weights = await loadedWeights(model)
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
  const difference = largestDifference(found, expected) / sizeOf(expected)
  return { difference, allowed: LOGIT_TOLERANCE }
}

async function logitsOf(graph: Parameters<typeof Session.create>[0], feeds: Feeds): Promise<Float32Array> {
  const session = await Session.create(graph, { threads: defaultThreads() })
  try {
    return (await session.run(feeds)).logits.data
  } finally {
    await session.release()
  }
}

/** Read at different positions. */
function arbitraryPrompts({ config }: OpenModel, length: number) {
  return Array.from({ length: PROMPTS }, (_, row) => ({
    tokens: arbitraryTokens(config, row, length),
    answerPosition: Math.max(0, length - 1 - row),
  }))
}
