import type { SiteKind } from '../../contract'
import type { TransformerConfig } from '../model/transformer'

/** Values of one kind of site at one position of one layer. */
export function siteWidth(config: TransformerConfig, length: number, kind: SiteKind): number {
  const { heads, dModel, dHead, dMlp } = config
  switch (kind) {
    case 'heads':
      return heads * dModel
    case 'q':
    case 'k':
    case 'v':
      return heads * dHead
    case 'pattern':
      return heads * length
    case 'neurons':
      return dMlp ?? 0
    default:
      return dModel
  }
}
