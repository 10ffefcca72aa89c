import type { MethodName } from '../../contract'
import { acdcMethod } from './acdc'
import { activationMethod } from './activation'
import { attributionMethod } from './attribution'
import { checkMethod } from './check'
import { eapMethod } from './eap'
import { edgesMethod } from './edges'
import type { EngineMethod } from './engine-method'
import { evaluateMethod } from './evaluate'
import { pathMethod } from './path'
import { testsMethod } from './tests'
import { workflowMethod } from './workflow'

const ENGINE_METHODS: { [Name in MethodName]: EngineMethod<Name> } = {
  acdc: acdcMethod,
  activation: activationMethod,
  attribution: attributionMethod,
  edges: edgesMethod,
  path: pathMethod,
  eap: eapMethod,
  evaluate: evaluateMethod,
  tests: testsMethod,
  workflow: workflowMethod,
  check: checkMethod,
}

/** A method seen as any method: for configurations of that very method only. */
export function engineMethod(name: MethodName): EngineMethod<MethodName> {
  return ENGINE_METHODS[name]
}
