import { expect, it } from 'vitest'
import { decoderFolder, decoderGraph } from '../../../testing/onnx-decoder'
import { floats, node, onnxBytes } from '../../../testing/onnx-files'
import { openModel } from '../open-model'

/** What the decoder makes of tokens and positions. */
const EMBEDDED = 'embedded'
const LENGTH = 20_000

it('a graph that multiplies by 1 twenty thousand times is answered, whatever it is', async () => {
  const graph = decoderGraph()
  const at = graph.node.findIndex(({ output }) => output?.[0] === EMBEDDED)
  for (const reader of graph.node)
    reader.input = reader.input?.map((name) => (name === EMBEDDED ? `chain.${LENGTH - 1}` : name))
  const before = (i: number) => (i === 0 ? EMBEDDED : `chain.${i - 1}`)
  const chain = Array.from({ length: LENGTH }, (_, i) =>
    node('Mul', [before(i), 'factor of the chain'], [`chain.${i}`]),
  )
  graph.node.splice(at + 1, 0, ...chain)
  graph.initializer.push(floats('factor of the chain', [], [1]))
  const answer = await openModel(decoderFolder(onnxBytes(graph))).then(
    ({ info }) => info.architecture,
    (error: unknown) => (error as Error).message,
  )
  expect(answer).toBe('gpt2')
})
