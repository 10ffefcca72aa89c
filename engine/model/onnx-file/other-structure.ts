import { PatchbayError } from '../../../contract'
import type { TransformerConfig } from '../transformer'
import type { GraphRoles } from './graph-roles'

/** @throws PatchbayError (bad-input) where the graph computes something else than config.json describes. */
export function refuseOtherStructure(roles: GraphRoles, config: TransformerConfig): void {
  for (const [what, inGraph, inConfig] of compared(roles, config)) {
    if (inGraph === inConfig) continue
    throw new PatchbayError(
      'bad-input',
      `${roles.graph.fileName}: the graph has ${inGraph} ${what}, but config.json describes ${inConfig}; put the config.json of this model beside it.`,
    )
  }
}

type Compared = [what: string, inGraph: string | number, inConfig: string | number]

function compared({ layers }: GraphRoles, { layerCount, mlp, parallel }: TransformerConfig): Compared[] {
  const first = layers[0].mlp
  const kind = first === null ? 'no' : first.gate ? 'gated' : 'plain'
  return [
    ['layers', layers.length, layerCount],
    ['MLPs', kind, mlp.kind === 'none' ? 'no' : mlp.kind],
    ...(first === null || mlp.kind === 'none'
      ? []
      : [['blocks of attention and MLP', first.isParallel ? 'parallel' : 'sequential', parallel ? 'parallel' : 'sequential'] as Compared]), // prettier-ignore
  ]
}
