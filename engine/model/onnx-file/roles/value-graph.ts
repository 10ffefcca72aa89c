import { sizeOfShape } from '../../../onnx'
import { PatchbayError } from '../../../../contract'
import type { OnnxArray, OnnxGraph, OnnxNode } from '../onnx-graph'
import { FLOAT_DTYPES } from '../reading/dtypes'

/** A graph to be followed from value to value: what makes each, what reads it, and what depends on the prompt's tokens. */
export class ValueGraph {
  private readonly makers = new Map<string, OnnxNode>()
  private readonly readersOf = new Map<string, OnnxNode[]>()
  private readonly order = new Map<OnnxNode, number>()
  private readonly stream = new Set<string>()
  private steps = 0

  constructor(readonly graph: OnnxGraph) {
    graph.nodes.forEach((node, at) => {
      this.order.set(node, at)
      for (const output of node.outputs) if (output !== '') this.makers.set(output, node)
      for (const input of new Set(node.inputs)) if (input !== '') this.addReader(input, node)
    })
  }

  private addReader(value: string, node: OnnxNode): void {
    const readers = this.readersOf.get(value)
    if (readers) readers.push(node)
    else this.readersOf.set(value, [node])
  }

  maker(value: string): OnnxNode | undefined {
    return this.makers.get(value)
  }

  /** In the order of the graph, without those that ask for its size alone. */
  readers(value: string): OnnxNode[] {
    return (this.readersOf.get(value) ?? []).filter((node) => !SIZES.includes(node.type))
  }

  /** Also where it is given the type of another value. */
  constant(value: string | undefined): OnnxArray | null {
    const node = this.makers.get(value ?? '')
    return this.graph.arrays.get((node?.type === 'CastLike' ? node.inputs[0] : value) ?? '') ?? null
  }

  /** A constant of numbers that a weight may have. */
  floats(value: string | undefined): OnnxArray | null {
    const array = this.constant(value)
    return array && FLOAT_DTYPES.includes(array.dtype) ? array : null
  }

  positionOf(node: OnnxNode): number {
    return this.order.get(node) ?? -1
  }

  inOrder<T>(items: Iterable<T>, nodeOf: (item: T) => OnnxNode): T[] {
    return [...items].sort((a, b) => this.positionOf(nodeOf(a)) - this.positionOf(nodeOf(b)))
  }

  /** Marks all that depends on a value as of the stream; its size is none of that. */
  beginStream(value: string): void {
    this.stream.add(value)
    for (const { type, inputs, outputs } of this.graph.nodes) {
      if (SIZES.includes(type) || !inputs.some((input) => this.stream.has(input))) continue
      for (const output of outputs) if (output !== '') this.stream.add(output)
    }
  }

  isOnStream(value: string | undefined): boolean {
    return this.stream.has(value ?? '')
  }

  streamInputs(node: OnnxNode): string[] {
    return node.inputs.filter((input) => this.stream.has(input))
  }

  /**
   * What the stream comes through on its way to a value: the nearest nodes of that kind (`stops`), and all others up to
   * them, both in the order of the graph.
   */
  back(value: string, isStop: (node: OnnxNode) => boolean): { stops: OnnxNode[]; passed: OnnxNode[] } {
    const [stops, passed] = [new Set<OnnxNode>(), new Set<OnnxNode>()]
    const waiting = [value]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = this.makers.get(at)
      if (!node || !this.stream.has(at) || stops.has(node) || passed.has(node)) continue
      this.step()
      if (isStop(node)) stops.add(node)
      else {
        passed.add(node)
        for (const input of node.inputs) waiting.push(input)
      }
    }
    const same = (node: OnnxNode) => node
    return { stops: this.inOrder(stops, same), passed: this.inOrder(passed, same) }
  }

  /** The same the other way: where a value leads. */
  forward(value: string, isStop: (node: OnnxNode) => boolean): { stops: OnnxNode[]; values: Set<string> } {
    const stops = new Set<OnnxNode>()
    const values = new Set([value])
    const waiting = [value]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const node of this.readers(at)) {
        this.step()
        if (isStop(node)) stops.add(node)
        else
          for (const output of node.outputs) {
            if (output === '' || values.has(output)) continue
            values.add(output)
            waiting.push(output)
          }
      }
    }
    return { stops: this.inOrder(stops, (node) => node), values }
  }

  /** What is not a decoder could be walked for hours. @throws PatchbayError (bad-input) after too many steps. */
  step(): void {
    if (++this.steps > MOST_STEPS) throw this.refused('its values depend on one another in too many ways')
  }

  /** The value before nodes that only give it another type or shape. */
  through(value: string): string {
    let at = value
    for (let node = this.makers.get(at); node && PASSING.includes(node.type); node = this.makers.get(at)) {
      this.step()
      at = node.inputs[0]
    }
    return at
  }

  refused(what: string): PatchbayError {
    const mend =
      'open the safetensors that it was made of, or export it again with torch.onnx.export or Optimum'
    return new PatchbayError(
      'bad-input',
      `${this.graph.fileName}: the weights were not found in the graph: ${what}; ${mend}.`,
    )
  }
}

const MOST_STEPS = 5_000_000
const SIZES = ['Shape', 'Size']
/** Operators that only give a value another type or shape. */
export const PASSING = [
  'Identity',
  'Cast',
  'CastLike',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Flatten',
  'Dropout',
]

/** How many elements an array has. */
export const elementsOf = ({ dims }: Pick<OnnxArray, 'dims'>): number => sizeOfShape(dims)
