/** The engine as a library: a model, prompts, and one function for each method. See the README beside this file. */
export { PatchbayError } from '../contract'
export { openModel, type OpenModel } from './model'
export { makePrompts, parsePrompts, promptTasks } from './datasets'
export { openExperiment, type ExperimentOptions } from './experiment/open-experiment'
export { onOtherPart, type Experiment } from './experiment/experiment'
export { resultOf } from './experiment/progress'
export type { MethodEvent } from './methods/event'

/** Methods: generators that report their progress and return what they found. */
export { discoverCircuit } from './methods/acdc'
export { activationPatching } from './methods/activation'
export { attributionPatching } from './methods/attribution'
export { edgePatching } from './methods/edges'
export { chainPatching, pathPatching } from './methods/path'
export { eap } from './methods/eap'
export { evaluateCircuits, judgeCircuit } from './methods/evaluate'
export { circuitTests } from './methods/tests'
export { workflow } from './methods/workflow'
export { selfCheck } from './methods/check'

/** Pure: the graph that a model's edges belong to, their names, circuits. */
export { graphOf } from './experiment/experiment'
export { Circuit, circuitNodes, edgeIndexByName, edgeName, rankEdges } from './graph'
