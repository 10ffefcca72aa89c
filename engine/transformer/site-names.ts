import type { SiteKind } from '../../contract'
import type { TransformerConfig } from '../model/transformer'

/** Names of a whole model's activations. */
export const siteName = (site: SiteKind, layer: number) => `${site}.${layer}`

export function hasSite(config: TransformerConfig, site: SiteKind): boolean {
  return config.mlp.kind !== 'none' || (site !== 'mlp' && site !== 'neurons')
}
