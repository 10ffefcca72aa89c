import type { EvaluateConfig, GivenCircuit } from '../../../contract'
import type { TransformerConfig } from '../../model'
import type { MethodInputs } from '../engine-method'
import { circuitOfSource } from './circuit-of-source'
import { withReading } from './given-circuit'
import type { JudgeOptions } from './judge-circuit'

/** The circuits that the configuration itself carries as files, and those that were looked up. */
export function judgeOptions(
  model: TransformerConfig,
  config: EvaluateConfig,
  inputs: MethodInputs,
): JudgeOptions {
  const { circuit, reference, scores, top, by, ablation } = config
  const read = (source: EvaluateConfig['circuit'], name: string, found: GivenCircuit | undefined) =>
    circuitOfSource(model, config, source, { name, found })
  return {
    circuit: withReading(read(circuit, 'the circuit file', inputs.circuit), scores),
    reference: reference && read(reference, 'the reference file', inputs.reference),
    top,
    by,
    ablation,
  }
}
