import type { Graph, GraphNode } from './graph'
import { GraphBuilder } from './graph-builder'
import { GRADIENT_RULES, gradientsOf, type GradientRules } from './gradient-rules'
import type { Op, Value } from './ops'
import type { Shape, Shapes } from './shapes'

export interface BackwardOptions {
  /** Shapes of the forward graph's values, as from inferShapes. */
  shapes: Shapes
  /** The value whose gradient is given at every run, as the input `seed`. */
  of: Value
  /** The values at which gradients are wanted. */
  at: readonly Value[]
  /** Other coefficients than gradients (as LRP has them), operator by operator. */
  rules?: GradientRules
  /** Called with the gradient that has arrived at a value; what it returns flows on. */
  through?: (value: Value, gradient: Value, builder: GraphBuilder) => Value
}

/**
 * Reverse-mode differentiation of a graph into a second graph. That one takes the seed, the weights and
 * constants of the forward graph, and those of its intermediate values that the rules ask for (`saved`):
 * whoever runs the forward graph makes them outputs and feeds them on, so nothing is computed twice.
 */
export class Backward {
  readonly builder = new GraphBuilder('backward')
  /** Values of the forward graph that must be fed under their own names. */
  readonly saved = new Map<string, Value>()
  private readonly gradients = new Map<string, Value>()

  constructor(
    private readonly graph: Graph,
    private readonly options: BackwardOptions,
  ) {
    this.differentiate()
  }

  /** The gradient at one of the wanted values; zero where nothing flows. */
  gradient(value: Value): Value {
    const found = this.gradients.get(value.name)
    if (found) return found
    return this.builder.expand(this.builder.constant([0], [1]), this.shape(value), 'zeros')
  }

  /** A forward value as the backward graph sees it. */
  forward(value: Value): Value {
    const constant = this.graph.initializers.find((initializer) => initializer.value.name === value.name)
    if (constant) return this.builder.constant(constant.data, constant.dims, constant.type)
    const input = this.graph.inputs.find((candidate) => candidate.value.name === value.name)
    const node = this.graph.nodes.find(({ output }) => output.name === value.name)
    // It only rearranges its input: the input alone is kept, and others may ask for it too.
    if (node?.op.type === 'Transpose' || node?.op.type === 'Reshape') {
      const inputs = node.op.inputs.map((one) => this.forward(one))
      return this.builder.op({ ...node.op, inputs } as Op, value.name)
    }
    if (!input) this.saved.set(value.name, value)
    const dims = [...this.shape(value)]
    if (!input?.lent) return this.builder.input(value.name, dims, input?.type)
    return this.builder.lentInput(value.name, dims, input.lent)
  }

  shape(value: Value): Shape {
    const shape = this.options.shapes.get(value.name)
    if (!shape) throw new Error(`${value.name}: its shape is not known`)
    return shape
  }

  private differentiate(): void {
    const { of, at, through } = this.options
    const active = dependents(this.graph, at)
    const arrived = new Map<string, Value[]>()
    const seed = this.builder.input('seed', [...this.shape(of)])
    arrived.set(of.name, [seed])
    const wanted = new Set(at.map((value) => value.name))
    const settle = (value: Value): Value | null => {
      const gradient = this.sum(value, arrived.get(value.name))
      if (gradient && wanted.has(value.name)) this.gradients.set(value.name, gradient)
      return gradient && through ? through(value, gradient, this.builder) : gradient
    }
    for (const node of this.graph.nodes.toReversed()) {
      if (!active.has(node.output.name)) continue
      const gradient = settle(node.output)
      if (gradient) this.passOn(node, gradient, active, arrived)
    }
    for (const { value } of this.graph.inputs) if (active.has(value.name)) settle(value)
  }

  private passOn(node: GraphNode, gradient: Value, active: Set<string>, arrived: Map<string, Value[]>): void {
    const { rules = GRADIENT_RULES } = this.options
    const { output, op } = node
    this.builder.scope(`d.${output.name}`, () => {
      const inputs = gradientsOf(rules, op, {
        builder: this.builder,
        gradient,
        output,
        forward: (value) => this.forward(value),
        shape: (value) => this.shape(value),
        constant: (value) => this.constant(value),
      })
      op.inputs.forEach((input, i) => {
        const build = inputs[i]
        if (!build || !active.has(input.name)) return
        arrived.set(input.name, [...(arrived.get(input.name) ?? []), build()])
      })
    })
  }

  private sum(value: Value, parts: Value[] | undefined): Value | null {
    if (!parts) return null
    return parts.reduce((sum, part) =>
      this.builder.scope(`d.${value.name}`, () => this.builder.add(sum, part, 'total')),
    )
  }

  private constant(value: Value): readonly number[] {
    const constant = this.graph.initializers.find((initializer) => initializer.value.name === value.name)
    if (!constant) throw new Error(`${value.name}: it is not a constant`)
    return constant.data
  }
}

/** Names of the values that depend on one of `roots`, themselves included. */
function dependents(graph: Graph, roots: readonly Value[]): Set<string> {
  const names = new Set(roots.map((value) => value.name))
  for (const { output, op } of graph.nodes) {
    if (op.inputs.some((input) => names.has(input.name))) names.add(output.name)
  }
  return names
}
