import { PatchbayError } from '../../../../contract'
import type { TransformerConfig } from '../../transformer'
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

/**
 * Positions of a prompt of one length become a constant of so many rows: those beyond are lost.
 * @throws PatchbayError (bad-input) where they have.
 */
export function refuseFixedPositions(
  { graph, positions }: GraphRoles,
  { embedding }: TransformerConfig,
): void {
  const length = graph.inputs.map(({ dims }) => dims.at(-1)).find((dim) => typeof dim === 'number')
  if (positions || !embedding.learnedPositions || length === undefined) return
  throw new PatchbayError(
    'bad-input',
    `${graph.fileName}: it was exported for prompts of ${length} tokens alone, so that the embeddings of later positions are not in it; export it with a dynamic axis for the tokens.`,
  )
}
