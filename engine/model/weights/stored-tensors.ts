import { basename } from 'node:path'
import { sizeOfShape } from '../../onnx'
import { PatchbayError, shown } from '../../../contract'
import { shapeText } from './safetensors-header'
import { arrangementOf } from './arrangement'
import { LentBuffers } from './lent-buffers'
import { StoredWeight } from './stored-weight'
import { layerDisagreement, sizeKeys } from './disagreement'
import type { TensorEntries, TensorEntry, TensorView } from './tensor-entry'
import { checkDtype } from './tensor-data'
import { weightFiles, type WeightFiles } from './weight-file'
import type { TransformerWeights, WeightTensor } from '../transformer'

export type { TensorView }

/** The stored matrix [rows, columns] as [columns, rows]. */
export function transposed(rows: number, columns: number): TensorView {
  return { dims: [columns, rows], strides: [1, columns] }
}

/**
 * What the layout of an architecture takes its weights from. The same layout is walked twice: when a
 * model is opened (every name and shape checked against the header, nothing read) and when it is loaded.
 */
export interface StoredTensors {
  has(name: string): boolean
  /** The tensor `name`, which must be stored with the shape `dims`. */
  take(name: string, dims: number[], view?: TensorView): WeightTensor
}

export type WeightLayout = (tensors: StoredTensors) => TransformerWeights

/**
 * Checks the files against the layout and returns the number of parameters. `ignored` are buffers that hold no
 * parameters, `configValues` config.json, for sentences.
 * @throws PatchbayError (bad-input), naming the tensor: missing, of another shape, of a type that is not a weight's, or
 * left over (a part of the model that would be missing from every number).
 */
export function checkTensors(
  entries: TensorEntries,
  layout: WeightLayout,
  ignored: RegExp,
  configValues: Record<string, unknown> = {},
): number {
  const used = new Set<TensorEntry>()
  const copies = new Set<TensorEntry>()
  layout({
    has: (name) => entries.has(name),
    take(name, dims, view) {
      const entry = entries.get(name)
      if (!entry) throw missing(entries, name, dims)
      checkDims(entry, dims, configValues)
      checkDtype(entry)
      used.add(entry)
      if (view?.isCopy) copies.add(entry)
      return { dims: view?.dims ?? dims, data: NOTHING }
    },
  })
  for (const entry of entries.values())
    if (!used.has(entry) && !ignored.test(entry.name)) throw leftOver(entry, used)
  const counted = [...used].filter((entry) => !copies.has(entry))
  return counted.reduce((sum, { dims }) => sum + sizeOfShape(dims), 0)
}

const NOTHING = new Float32Array(0)

/**
 * The weights, which are read when they are lent; vectors (biases, and what norms multiply by) at once. `files`: as they
 * were when the model was opened.
 * @throws PatchbayError as StoredWeight does.
 */
export function loadTensors(
  entries: TensorEntries,
  layout: WeightLayout,
  files: WeightFiles = weightFiles(entries),
): TransformerWeights {
  const buffers = new LentBuffers()
  return layout({
    has: (name) => entries.has(name),
    take(name, dims, view) {
      const entry = entries.get(name)!
      const file = entry.values ? null : (files.get(entry.filePath) ?? null)
      const weight = new StoredWeight(entry, arrangementOf(entry, view), file, buffers)
      return { dims: view?.dims ?? dims, data: entry.dims.length > 1 ? weight : weight.lend() }
    },
  })
}

function missing(entries: TensorEntries, name: string, dims: number[]): PatchbayError {
  const files = [...new Set([...entries.values()].map(({ filePath }) => basename(filePath)))]
  const where = files.length === 1 ? files[0] : 'the weights'
  const layers = layerDisagreement(
    name,
    entries.keys(),
    (layer, count) =>
      `: config.json asks for layer ${layer} (the first is 0), the weights have ${layersText(count)}`,
  )
  return new PatchbayError(
    'bad-input',
    `${where}: tensor ${shown(name)} of shape [${dims.join(', ')}] is missing${layers}; put the whole weights and the config.json of one model together.`,
  )
}

function checkDims(
  { name, dims: found, filePath }: TensorEntry,
  expected: number[],
  configValues: Record<string, unknown>,
): void {
  if (found.length === expected.length && found.every((dim, i) => dim === expected[i])) return
  const asked = `config.json asks for [${expected.join(', ')}]${sizeKeys(configValues, found, expected)}`
  const shapes = `has shape ${shapeText(found)}, but ${asked}`
  throw new PatchbayError('bad-input', `${basename(filePath)}: tensor ${shown(name)} ${shapes}.`)
}

const layersText = (count: number) => (count === 1 ? '1 layer' : `${count} layers`)

function leftOver({ name, filePath }: TensorEntry, used: Set<TensorEntry>): PatchbayError {
  const layers = layerDisagreement(
    name,
    [...used].map((entry) => entry.name),
    (_, count) => `, which has ${layersText(count)}`,
  )
  const why = `is not part of the model that config.json describes${layers}; without it every number would be wrong: put the config.json of these weights beside them`
  return new PatchbayError('bad-input', `${basename(filePath)}: tensor ${shown(name)} ${why}.`)
}
