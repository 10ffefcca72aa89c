import { isOfScores, PatchbayError } from '../../../../contract'
import type { TestsConfig } from '../../../../contract'
import type { Store } from '../../../store'
import type { HostMethod } from './host-method'
import { givenCircuit, knownSource, ofWhich, withCircuitsAblation } from './judged-circuit'

/** Tests circuits that other runs found. */
export const tests: HostMethod<'tests'> = {
  completed: withCircuitsAblation,
  variant: (config, store) => {
    const of = ofWhich(config, store)
    return config.top === undefined ? of : `of the ${config.top} best edges ${of}`
  },
  determinants: ({ circuit, ...config }, idOfRun) => ({ ...config, circuit: knownSource(circuit, idOfRun) }),

  inputs(config, wanted, store) {
    refuseAllScored(config, store)
    return { circuit: givenCircuit(config.circuit, config, { wanted, store }) }
  },
}

/** @throws PatchbayError (bad-input) for scores of which nobody said how many make the circuit. */
function refuseAllScored({ circuit, top }: TestsConfig, store: Store): void {
  if (!('runId' in circuit) || circuit.edges || top !== undefined) return
  const summary = store.runs.summary(circuit.runId)
  if (!isOfScores(summary)) return
  throw new PatchbayError(
    'bad-input',
    `${summary.name} has scores and no circuit of its own: say with --top how many of its best edges are tested.`,
  )
}
