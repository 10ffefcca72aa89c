import type { MethodName, RunConfig } from '../../../../contract'
import { acdc } from './acdc'
import { activation } from './activation'
import { evaluate } from './evaluate'
import type { HostMethod, MethodSummary } from './host-method'

/** Every method, by name: a method without an entry does not compile. */
const HOST_METHODS: { [Name in MethodName]: HostMethod<Name> } = {
  acdc,
  activation,
  attribution: {},
  edges: {},
  path: {},
  eap: {},
  evaluate,
  workflow: {},
  check: {},
}

/** An entry seen as that of any method: for configurations and runs of that very method only. */
export function hostMethodOf(name: MethodName): HostMethod<MethodName> {
  return HOST_METHODS[name]
}

/** What lists of runs show of a configuration. */
export function summaryOf(config: RunConfig): MethodSummary {
  return hostMethodOf(config.method).summary?.(config) ?? { threshold: null, order: null, absolute: false }
}

export type { HostMethod, WantedModel } from './host-method'
