import type { HostMethod } from './host-method'
import { givenCircuit, knownSource, ofWhich, withCircuitsAblation } from './judged-circuit'

/** Judges circuits that other runs found. */
export const evaluate: HostMethod<'evaluate'> = {
  completed: withCircuitsAblation,
  variant: ofWhich,

  determinants: ({ circuit, reference, ...config }, idOfRun) => ({
    ...config,
    circuit: knownSource(circuit, idOfRun),
    reference: knownSource(reference, idOfRun),
  }),

  inputs: (config, wanted, store) => ({
    circuit: givenCircuit(config.circuit, config, { wanted, store }),
    reference: givenCircuit(config.reference, config, { wanted, store }),
  }),

  sizedBy: (config, wanted, store) => ({ circuit: givenCircuit(config.circuit, config, { wanted, store }) }),
}
