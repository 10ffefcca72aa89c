import { sizeOfShape } from '../../onnx'
import type { TransformerConfig } from '../transformer'
import type { OnnxGraph } from './onnx-graph'

/** A prompt that shows what begins beyond a window, and what no prompt shows. */
export interface BeyondWindows {
  /** Tokens of the prompt; null: none is needed, or it would cost too much. */
  length: number | null
  /** Sentences. */
  unseen: string[]
}

/** So many positions of the last token's past are beyond the window. */
const BEYOND = 8

const MOST_TOKENS = 1024
/** Of tokens times weights: some seconds. */
const MOST_PRODUCTS = 2e11
/** A file computes the logits of all positions. */
const MOST_LOGIT_BYTES = 2 ** 29

/**
 * What prompts of up to `longest` tokens do not show of a graph whose layers look at so many positions alone. `isFixed`: no
 * prompt can be longer.
 */
export function beyondWindows(
  { arrays }: Pick<OnnxGraph, 'arrays'>,
  { layers, contextLength, vocabSize }: Pick<TransformerConfig, 'layers' | 'contextLength' | 'vocabSize'>,
  { longest, isFixed }: { longest: number; isFixed: boolean },
): BeyondWindows {
  const windows = layers.flatMap(({ attention: { window } }) => (window === null ? [] : [window]))
  const later = [...new Set(windows)]
    .filter((window) => window >= longest && window < contextLength)
    .sort((a, b) => a - b)
  if (later.length === 0) return { length: null, unseen: [] }
  const length = Math.min(later[0] + BEYOND, contextLength)
  const weights = [...arrays.values()].reduce((sum, { dims }) => sum + sizeOfShape(dims), 0)
  const isCheap =
    !isFixed &&
    length <= MOST_TOKENS &&
    length * weights <= MOST_PRODUCTS &&
    4 * length * vocabSize <= MOST_LOGIT_BYTES
  const [first, ...others] = later
  const unseen = isCheap ? others.filter((window) => window >= length) : [first, ...others]
  return { length: isCheap ? length : null, unseen: unseen.map(unseenText) }
}

function unseenText(window: number): string {
  return `The window of ${window.toLocaleString('en-US')} positions is longer than these prompts: it was compared in the graph alone.`
}
