import type { GraphRoles, Norm } from '../roles/graph-roles'

/** Of the norms, which are alike in a model. */
export interface NormSettings {
  kind: Norm['kind']
  /** null where it was not found. */
  epsilon: number | null
  /** Of the norm whose epsilon is furthest from that. */
  otherEpsilon: number | null
  hasWeight: boolean
  hasBias: boolean
}

export function normSettings(roles: GraphRoles): NormSettings | null {
  const { layers, finalNorm } = roles
  const [layer] = layers
  const norm = layer.attentionNorm ?? layer.mlp?.norm ?? layer.attentionPostNorm ?? finalNorm
  if (!norm) return null
  return {
    kind: norm.kind,
    epsilon: norm.epsilon,
    otherEpsilon: furthest(norm.epsilon, normsOf(roles)),
    hasWeight: norm.weight !== null,
    hasBias: norm.bias !== null,
  }
}

function normsOf({ layers, embeddingNorm, finalNorm }: GraphRoles): Norm[] {
  const ofLayers = layers.flatMap(({ attentionNorm, attentionPostNorm, qNorms, kNorms, mlp }) => [
    attentionNorm,
    attentionPostNorm,
    ...qNorms,
    ...kNorms,
    mlp?.norm ?? null,
    mlp?.postNorm ?? null,
  ])
  return [embeddingNorm, ...ofLayers, finalNorm].filter((norm) => norm !== null)
}

function furthest(epsilon: number | null, norms: readonly Norm[]): number | null {
  const others = norms.map((norm) => norm.epsilon).filter((one) => one !== null)
  const distance = (other: number) => Math.abs(Math.log(other / epsilon!))
  return epsilon === null
    ? null
    : others.reduce((one, other) => (distance(other) > distance(one) ? other : one), epsilon)
}
