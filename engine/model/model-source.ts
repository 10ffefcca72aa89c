import { dirname } from 'node:path'
import { FILE_LIMITS, type WeightsInfo } from '../../contract'
import { planModel } from './architectures'
import type { ModelFiles } from './model-files'
import { refuseSizes } from './model-sizes'
import { configOfGraph, type GraphConfig } from './onnx-file/config-of-graph'
import { decoderEnds } from './onnx-file/decoder-inputs'
import { rolesOf } from './onnx-file/roles/find-roles'
import type { GraphRoles } from './onnx-file/roles/graph-roles'
import { refuseFixedPositions } from './onnx-file/roles/other-structure'
import { ownLogits } from './onnx-file/own-logits'
import {
  hasOwnHead,
  quantisedInfo,
  quantisedWarning,
  refuseQuantisedActivations,
} from './onnx-file/lowering/quantised-graphs'
import { readOnnx } from './onnx-file/read-onnx'
import { entriesOf } from './onnx-file/roles/role-entries'
import { settingsOf } from './onnx-file/settings/graph-settings'
import { refuseOtherSettings } from './onnx-file/settings/settings-agreement'
import { readJsonObject } from './read-file'
import type { ReferenceLogits } from './reference-logits'
import type { TransformerConfig } from './transformer'
import { refuseOtherWeights } from './weights/other-weights'
import { readSafetensors } from './weights/safetensors'
import { readShards } from './weights/shard-index'
import type { TensorEntries } from './weights/tensor-entry'
import { WeightFile } from './weights/weight-file'
import { weightsInfo } from './weights/weights-info'
import { unwrapped } from './weights/wrapped-names'

type Plan = ReturnType<typeof planModel>

/** What a model's files say of it, before any weight is read. */
export interface ModelSource {
  /** What config.json holds, or what stands for it. */
  configValues: Record<string, unknown>
  plan: Plan
  entries: TensorEntries
  weights: WeightsInfo
  /** With those beside the first, which only its graph names. */
  weightFiles: string[]
  /** Runs the file itself; null where it holds weights alone. @throws PatchbayError (bad-input): it cannot be run. */
  ownLogits: ((config: TransformerConfig, threads: number) => Promise<ReferenceLogits>) | null
}

/** `reading` is called with each file before it is read. @throws PatchbayError (bad-input) naming the file. */
export function readSource(files: ModelFiles, reading: (file: string) => void): ModelSource {
  return files.weights.kind === 'onnx' ? ofGraph(files, reading) : ofTensors(files, reading)
}

function ofTensors(
  { config, weights, weightFiles }: ModelFiles,
  reading: (file: string) => void,
): ModelSource {
  if (config === null) throw new Error('only an .onnx file is read without config.json')
  reading(config)
  const configValues = readJsonObject(config, FILE_LIMITS.config)
  const plan = planModel(configValues)
  reading(weights.path)
  const isFile = weights.kind === 'file'
  const entries = unwrapped(isFile ? readSafetensors(weights.path) : readShards(weights.path))
  refuseOtherWeights(entries, dirname(weights.path))
  refuseSizes(plan.config, entries.size)
  return {
    configValues,
    plan,
    entries,
    weights: weightsInfo(entries, 'safetensors'),
    weightFiles,
    ownLogits: null,
  }
}

function ofGraph(files: ModelFiles, reading: (file: string) => void): ModelSource {
  reading(files.weights.path)
  const graph = readOnnx(files.weights.path)
  decoderEnds(graph)
  refuseQuantisedActivations(graph)
  const roles = rolesOf(graph)
  const { values, warnings } = settingsOfGraph(roles, files, reading)
  const configValues = hasOwnHead(roles) ? { ...values, tie_word_embeddings: false } : values
  const planned = planModel(configValues)
  // Layers may share a tensor, but never a node.
  refuseSizes(planned.config, graph.nodes.length)
  const plan = withinOneTable(planned, graph.fileName)
  if (files.config !== null) {
    refuseFixedPositions(roles, plan.config)
    refuseOtherSettings(settingsOf(roles), plan.config, graph.fileName)
  }
  const entries = entriesOf(roles, plan)
  const weightFiles = [graph.path, ...graph.dataFiles]
  const weightsAsStored = { ...weightsInfo(entries, 'onnx'), ...quantisedInfo(entries, graph) }
  return {
    configValues,
    plan: { ...plan, warnings: [...quantisedWarning(weightsAsStored), ...plan.warnings, ...warnings] },
    entries: guarded(entries, weightFiles),
    weights: weightsAsStored,
    weightFiles,
    ownLogits: (config, threads) => ownLogits(graph, config, threads),
  }
}

/** An exported graph turns prompts of every length by the angles of one: of longer prompts it would be another model. */
function withinOneTable(plan: Plan, fileName: string): Plan {
  const lengths = plan.config.layers.map(({ attention }) => attention.rotary?.beyond?.length ?? Infinity)
  const length = Math.min(...lengths)
  if (length >= plan.config.contextLength) return plan
  const has = `${fileName} has the rotary angles of prompts of up to ${length} tokens alone`
  const warning = `${has}: longer prompts are refused, for which config.json has others.`
  return {
    ...plan,
    config: { ...plan.config, contextLength: length },
    warnings: [...plan.warnings, warning],
  }
}

/** What config.json says, or without one the graph. */
function settingsOfGraph(
  roles: GraphRoles,
  { config, genaiConfig }: ModelFiles,
  reading: (file: string) => void,
): GraphConfig {
  const read = (file: string) => {
    reading(file)
    return readJsonObject(file, FILE_LIMITS.config)
  }
  if (config !== null) return { values: read(config), warnings: [] }
  return configOfGraph(roles, genaiConfig === null ? null : read(genaiConfig))
}

/** Values that are computed when they are asked for must be those of the files as they were when the model was opened. */
function guarded(entries: TensorEntries, paths: readonly string[]): TensorEntries {
  const files = paths.map((path) => new WeightFile(path))
  const unchanged = (compute: () => Float32Array): Float32Array => {
    const all = files.reduce((inner, file) => () => file.read(inner), compute)
    return all()
  }
  return new Map(
    [...entries].map(([name, entry]) => {
      const { values } = entry
      return [name, values ? { ...entry, values: () => unchanged(values) } : entry]
    }),
  )
}
