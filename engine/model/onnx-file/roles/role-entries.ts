import { PatchbayError } from '../../../../contract'
import type { ModelPlan } from '../../architectures/model-plan'
import type { TensorEntries } from '../../weights/tensor-entry'
import type { GraphRoles } from './graph-roles'
import { recordLayout, type AskedTensor, type RecordedLayout } from './recorded-layout'
import { entryOf, wholeEntry } from './role-entry'
import { refuseOtherStructure } from './other-structure'
import { refuseOtherColumns } from './packed-columns'
import { foundApart } from './stored-apart'
import { isNeutral, partsOf, type Part } from './role-parts'

/**
 * The weights of the graph under the names that the plan's layout asks for.
 * @throws PatchbayError (bad-input): a weight that only one of graph and config.json has, named by its part in the model.
 */
export function entriesOf(roles: GraphRoles, plan: Pick<ModelPlan, 'config' | 'layout'>): TensorEntries {
  refuseOtherStructure(roles, plan.config)
  const recorded = recordLayout(
    plan.layout,
    (name) => isHead(name) && (!isBias(name) || roles.head.bias !== null),
  )
  refuseOtherColumns(recorded, roles)
  const parts = partsOf(recorded.weights, roles).flatMap((part) => askedPart(part, recorded, roles) ?? [])
  const [embed] = parts
  const entries: TensorEntries = new Map()
  for (const [name, own] of grouped(parts)) {
    // A tied head is the embedding once more.
    const counted = name === embed.asked.name ? own.slice(0, 1) : own
    entries.set(name, entryOf(own[0].asked, counted, roles.graph.path))
  }
  for (const asked of recorded.asked) {
    const found = entries.has(asked.name) ? null : foundApart(asked, roles)
    if (found) entries.set(asked.name, wholeEntry(asked, found, roles.graph.path))
  }
  return entries
}

/** Only heads are asked for by whether they are there: others by the names with which the library saves a whole model. */
const isHead = (name: string) => /^(lm_head|embed_out)\./.test(name)
const isBias = (name: string) => name.endsWith('.bias')

export type AskedPart = Part & { asked: AskedTensor; found: NonNullable<Part['found']> }

/** null: neither has it, or the graph's makes no difference. */
function askedPart(
  { what, tensor, found }: Part,
  recorded: RecordedLayout,
  roles: GraphRoles,
): AskedPart | null {
  const asked = tensor && recorded.askedFor(tensor)
  if (asked && found) return { what, tensor, found, asked }
  if (!asked && (!found || isJoined(tensor) || isNeutral(found))) return null
  const { fileName } = roles.graph
  const which = found
    ? `the graph has a ${what} (${found.array.name}), which the model that config.json describes has not`
    : `no ${what} was found in the graph, which the model that config.json describes has`
  throw new PatchbayError('bad-input', `${fileName}: ${which}; put the config.json of this model beside it.`)
}

/** Of tensors that are asked for one by one: without elements, as those are. */
const isJoined = (tensor: Part['tensor']) => tensor?.data.length === 0

function grouped(parts: readonly AskedPart[]): Map<string, AskedPart[]> {
  const groups = new Map<string, AskedPart[]>()
  for (const part of parts) groups.set(part.asked.name, [...(groups.get(part.asked.name) ?? []), part])
  return groups
}
