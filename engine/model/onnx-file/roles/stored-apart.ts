import type { GraphRoles } from './graph-roles'
import type { AskedTensor } from './recorded-layout'
import { isSameSlot } from './role-entry'
import type { FoundWeight } from './role-parts'

/**
 * What a layout takes without leaving it as a part of the model: the copy of a tied head, which it compares, and what it
 * multiplies (OPT's projections) or joins (StableLM's norms of single heads). null: nothing of that kind.
 */
export function foundApart({ name, view }: AskedTensor, roles: GraphRoles): FoundWeight | null {
  const { head, tokens, projectIn, projectOut, layers } = roles
  if (view?.isCopy) return isSameSlot(head.weight, tokens.table) ? null : matrix(head)
  if (name.endsWith('project_in.weight')) return projectIn && matrix(projectIn)
  if (name.endsWith('project_out.weight')) return projectOut && matrix(projectOut)
  const [, layer, which, headIndex] = HEAD_NORM.exec(name) ?? []
  const norms = layers[Number(layer)]?.[which === 'q' ? 'qNorms' : 'kNorms']
  const weight = norms?.[Number(headIndex)]?.weight
  return weight ? { array: weight, isOutFirst: null, neutral: null } : null
}

const HEAD_NORM = /layers\.(\d+)\.self_attn\.(q|k)_layernorm\.norms\.(\d+)\.weight$/

const matrix = ({ weight, isOutFirst }: GraphRoles['head']): FoundWeight => ({
  array: weight,
  isOutFirst,
  isHead: true,
  neutral: null,
})
