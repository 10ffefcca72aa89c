import { shown } from '../../../../contract'
import type { OnnxNode } from '../onnx-graph'
import type { WireFile } from './wire-format'

/**
 * The nodes so that every value is made before it is read, otherwise as they are.
 * @throws PatchbayError (bad-input) where a value is made of itself.
 */
export function inOrder(nodes: readonly OnnxNode[], file: WireFile): OnnxNode[] {
  const makers = new Map(nodes.flatMap((node, i) => node.outputs.map((output) => [output, i] as const)))
  makers.delete('')
  const readers: number[][] = nodes.map(() => [])
  const waitsFor = nodes.map(({ inputs }, i) => {
    const from = new Set(inputs.map((input) => makers.get(input)).filter((maker) => maker !== undefined))
    for (const maker of from) readers[maker].push(i)
    return from.size
  })
  if (waitsFor.every((_, i) => readers[i].every((reader) => reader > i))) return [...nodes]
  const ready = [...nodes.keys()].filter((i) => waitsFor[i] === 0)
  for (let next = 0; next < ready.length; next++)
    for (const reader of readers[ready[next]]) if (--waitsFor[reader] === 0) ready.push(reader)
  if (ready.length < nodes.length) {
    const { name, type } = nodes[waitsFor.findIndex((count) => count > 0)]
    throw file.refused(`node ${shown(name)} (${type}) is part of a circle of nodes that read one another`)
  }
  return ready.map((i) => nodes[i])
}
