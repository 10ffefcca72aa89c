import { definitionOf } from '../../../../contract'
import type { MethodName, RunConfig } from '../../../../contract'
import type { Store } from '../../../store'
import { acdc } from './acdc'
import { activation } from './activation'
import { evaluate } from './evaluate'
import type { HostMethod, MethodSummary } from './host-method'
import { tests } from './tests'

/** Every method, by name: a method without an entry does not compile. */
const HOST_METHODS: { [Name in MethodName]: HostMethod<Name> } = {
  acdc,
  activation,
  attribution: {},
  edges: {},
  path: {},
  eap: {},
  evaluate,
  tests,
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

/** By what a run differs from others of its method, with the ablation where it is not the usual one. */
export function variantOf(config: RunConfig, store: Store): string | null {
  const own =
    hostMethodOf(config.method).variant?.(config, store) ?? definitionOf(config.method).variant?.(config)
  const ablation = 'ablation' in config ? (config.ablation ?? 'resample') : 'resample'
  const parts = [own ?? null, ablation === 'resample' ? null : `${ablation} ablation`]
  return parts.filter((part) => part !== null).join(', ') || null
}

export type { HostMethod, WantedModel } from './host-method'
