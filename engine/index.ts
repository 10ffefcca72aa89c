/** The engine as a library: everything a program around it needs. */
export { openModel, type OpenModel } from './model'
/** Pure: the graph, names, circuits. */
export * from './graph'
export { checkPrompts, encodePrompts, parsePrompts, type PromptPairs } from './datasets'
export { metricSense } from './metrics'
export { onnxruntimeVersion } from './onnx'
export { checkAcdcConfig, runAcdc, type AcdcEvent, type RunAcdcOptions } from './patching'
export * from './methods'
