import { expect, it } from 'vitest'
import { plainLayer } from '../transformer'
import { beyondWindows } from './beyond-windows'
import type { OnnxArray } from './onnx-graph'

const graphOf = (weights: number) => {
  const array: OnnxArray = { name: 'w', dtype: 'F32', dims: [weights], stored: { bytes: new Uint8Array() } }
  return { arrays: new Map([['w', array]]) }
}

const configOf = (windows: (number | null)[], contextLength = 8192) => ({
  layers: windows.map((window) => {
    const plain = plainLayer(1)
    return { ...plain, attention: { ...plain.attention, window } }
  }),
  contextLength,
  vocabSize: 50_000,
})

const UP_TO_100 = { longest: 100, isFixed: false }

const sentence = (window: string) =>
  `The window of ${window} positions is longer than these prompts: it was compared in the graph alone.`

it('a prompt goes beyond the smallest window that the others do not reach', () => {
  expect(beyondWindows(graphOf(1e6), configOf([null, 20]), UP_TO_100)).toEqual({ length: null, unseen: [] })
  expect(beyondWindows(graphOf(1e6), configOf([null, 256, 256]), UP_TO_100)).toEqual({
    length: 264,
    unseen: [],
  })
  expect(beyondWindows(graphOf(1e6), configOf([256], 260), UP_TO_100)).toEqual({ length: 260, unseen: [] })
  expect(beyondWindows(graphOf(1e6), configOf([256, 4096]), UP_TO_100)).toEqual({
    length: 264,
    unseen: [sentence('4,096')],
  })
})

it('a window that no prompt reaches is none', () => {
  expect(beyondWindows(graphOf(1e6), configOf([256], 256), UP_TO_100)).toEqual({ length: null, unseen: [] })
})

it('a prompt that would cost too much is left out, and that is said', () => {
  for (const [weights, window] of [
    [1e6, 4096],
    [1e9, 512],
  ])
    expect(beyondWindows(graphOf(weights), configOf([window]), UP_TO_100)).toEqual({
      length: null,
      unseen: [sentence(window.toLocaleString('en-US'))],
    })
  expect(beyondWindows(graphOf(1e6), configOf([512]), { longest: 100, isFixed: true })).toEqual({
    length: null,
    unseen: [sentence('512')],
  })
  const wide = { ...configOf([512]), vocabSize: 1_000_000 }
  expect(beyondWindows(graphOf(1e6), wide, UP_TO_100).length).toBe(null)
})
