import type { Norm } from './graph-roles'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { arrayValues } from '../array-values'
import { elementsOf, type ValueGraph } from './value-graph'

/** The norm that makes a value, as an operator or in parts, seen through a scale; null where none does. */
export function normOf(values: ValueGraph, value: string): Norm | null {
  const own = unscaled(values, value)
  const node = values.maker(own)
  if (node?.type !== 'Add') return unbiasedNorm(values, own)
  const bias = vectorBeside(values, node)
  const inner = bias && unbiasedNorm(values, values.through(bias.other))
  return inner && !inner.bias ? { ...inner, bias: bias.vector } : null
}

/** Before changes of type and shape, and multiplication by a number (Granite, and where optimisers moved one). */
function unscaled(values: ValueGraph, value: string): string {
  let at = values.through(value)
  // Nobody scales more often in a row, and every node of such a row would be followed through all before it.
  for (let scales = 0; scales < 16; scales++) {
    const other = beforeScale(values, values.maker(at))
    if (other === null) return at
    at = values.through(other)
  }
  return at
}

/** What a node multiplies by a number; null where it does something else. */
function beforeScale(values: ValueGraph, node: OnnxNode | undefined): string | null {
  if (node?.type !== 'Mul' && node?.type !== 'Div') return null
  const [left, right] = node.inputs
  if (numberOf(values, right) !== null) return left
  return node.type === 'Mul' && numberOf(values, left) !== null ? right : null
}

function unbiasedNorm(values: ValueGraph, value: string): Norm | null {
  const node = values.maker(value)
  if (!node || !values.isOnStream(value)) return null
  const operator = normOperator(values, node)
  if (operator) return operator
  const weight = node.type === 'Mul' ? vectorBeside(values, node) : null
  if (!weight) return inParts(values, value)
  const inner = operatorWithoutWeight(values, weight.other) ?? inParts(values, weight.other)
  return inner && { ...inner, node, weight: weight.vector }
}

const OPERATORS: Record<string, Norm['kind']> = {
  LayerNormalization: 'layer-norm',
  RMSNormalization: 'rms-norm',
}

function normOperator(values: ValueGraph, node: OnnxNode): Norm | null {
  if (!Object.hasOwn(OPERATORS, node.type)) return null
  // Exporters write a LayerNorm in parts as the other norm of x - mean(x).
  const centred = node.type === 'RMSNormalization' ? centredInput(values, node.inputs[0]) : null
  return {
    node,
    kind: centred === null ? OPERATORS[node.type] : 'layer-norm',
    input: centred ?? node.inputs[0],
    weight: values.floats(node.inputs[1]),
    bias: values.floats(node.inputs[2]),
    epsilon: typeof node.attributes.epsilon === 'number' ? node.attributes.epsilon : 1e-5,
  }
}

/** A norm whose own weight is 1 for every element, as exporters write one that has none. */
function operatorWithoutWeight(values: ValueGraph, value: string): Norm | null {
  const node = values.maker(values.through(value))
  const norm = node ? normOperator(values, node) : null
  if (!norm || norm.bias || (norm.weight && !isOnly(norm.weight, 1))) return null
  return { ...norm, weight: null }
}

/** Whether every element has that value. */
export function isOnly(array: OnnxArray, value: number): boolean {
  return elementsOf(array) <= MOST_READ && arrayValues(array).every((one: number) => one === value)
}

const MOST_READ = 2 ** 20

/** The constant of more than one number that a node takes with a value of the stream. */
function vectorBeside(values: ValueGraph, node: OnnxNode): { vector: OnnxArray; other: string } | null {
  const at = node.inputs.findIndex((input) => values.floats(input) !== null)
  const vector = at < 0 ? null : values.floats(node.inputs[at])
  return vector && elementsOf(vector) > 1 ? { vector, other: node.inputs[1 - at] } : null
}

/** x / sqrt(mean(x^2) + epsilon), or the same of x - mean(x). */
function inParts(values: ValueGraph, value: string): Norm | null {
  const node = values.maker(values.through(value))
  if (!node || !['Mul', 'Div'].includes(node.type)) return null
  const [a, b] = node.inputs
  if (!values.isOnStream(a) || !values.isOnStream(b)) return null
  const pairs = node.type === 'Div' ? [[a, b]] : [[a, b], [b, a]] // prettier-ignore
  for (const [x, size] of pairs) {
    const epsilon = epsilonUnderRoot(values, size)
    if (epsilon === null) continue
    const centred = centredInput(values, x)
    const kind = centred === null ? 'rms-norm' : 'layer-norm'
    return { node, kind, input: centred ?? x, weight: null, bias: null, epsilon }
  }
  return null
}

/** x of x - mean(x). */
function centredInput(values: ValueGraph, value: string): string | null {
  const node = values.maker(values.through(value))
  if (node?.type !== 'Sub') return null
  const mean = values.maker(values.through(node.inputs[1]))
  return mean?.type === 'ReduceMean' && values.through(mean.inputs[0]) === values.through(node.inputs[0])
    ? node.inputs[0]
    : null
}

/** What is added to a mean before its root is taken; null where a value is not such a root. */
function epsilonUnderRoot(values: ValueGraph, value: string): number | null {
  let [at, isRoot] = [value, false]
  for (let steps = 0; steps < MOST_PARTS; steps++) {
    const node = values.maker(values.through(at))
    if (!node) return null
    if (node.type === 'ReduceMean') return isRoot ? 0 : null
    if (node.type === 'Add' && isRoot) return numberBeside(values, node)
    if (node.type === 'Sqrt') isRoot = true
    else if (node.type === 'Pow') {
      const exponent = numberOf(values, node.inputs[1])
      if (exponent === null || Math.abs(exponent) !== 0.5) return null
      isRoot = true
    } else if (!['Reciprocal', 'Div', 'Expand'].includes(node.type)) return null
    at = node.type === 'Div' && !values.isOnStream(node.inputs[0]) ? node.inputs[1] : node.inputs[0]
  }
  return null
}

const MOST_PARTS = 8

/** A constant of one number. */
export function numberOf(values: ValueGraph, value: string | undefined): number | null {
  const array = values.constant(value)
  return array && elementsOf(array) === 1 ? arrayValues(array)[0] : null
}

function numberBeside(values: ValueGraph, { inputs }: OnnxNode): number | null {
  return numberOf(values, inputs[0]) ?? numberOf(values, inputs[1])
}
