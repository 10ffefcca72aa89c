/**
 * The part of the engine that reads what strangers wrote: models, prompts, circuits. It computes nothing and does not
 * load onnxruntime, so that a thread which reads can be ended at any moment.
 */
export {
  architectureOfConfig,
  glanceAtModel,
  openModel,
  readingError,
  readBytes,
  refuseEdgeCount,
  type ModelTokenizer,
  type OpenModel,
  type TransformerConfig,
} from './model'
export {
  checkPrompts,
  dataHash,
  makingPrompts,
  mapPreview,
  parsePrompts,
  promptNotes,
  promptTasks,
  readPrompts,
  type PromptModel,
  type PromptPairs,
} from './datasets'
export { pairsFor } from './methods/method-pairs'
export { edgesOfFile } from './methods/evaluate/circuit-file'
export * from './graph'
