export { circuitFaithfulness } from './evaluate/circuit-faithfulness'
export {
  checkMethodConfig,
  runMethod,
  type MethodConfig,
  type MethodInputs,
  type RunMethodOptions,
} from './run-method'
export type { MethodEvent, MethodOutcome } from './method-event'
