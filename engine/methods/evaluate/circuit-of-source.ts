import { foundOnByFile, type CircuitSource, type GivenCircuit, type RunConfig } from '../../../contract'
import { graphOf } from '../../experiment/experiment'
import type { TransformerConfig } from '../../model'
import { circuitOfFile } from './circuit-file'

/**
 * A circuit of the configuration: one that it carries itself as a file, which is called by `name`, or one of a run, that
 * was looked up.
 * @throws PatchbayError (bad-input) as circuitOfFile does.
 */
export function circuitOfSource(
  model: TransformerConfig,
  judging: Pick<RunConfig, 'method' | 'prompts'>,
  source: CircuitSource,
  { name, found }: { name: string; found: GivenCircuit | undefined },
): GivenCircuit {
  if ('runId' in source) return found!
  const given = circuitOfFile(graphOf(model), model, source, name)
  return { ...given, foundOn: foundOnByFile(judging, source.patchbay) }
}
