import { kindOf, type ActivationConfig, type SiteKind } from '../../../contract'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import { logitBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptParts, promptsAtOnce as mostAtOnce } from '../../experiment/prompt-parts'
import { copyBytes, mostCopies } from '../../experiment/replacement'
import { siteWidth } from '../../experiment/site-width'
import { sitesOf } from '../../experiment/sites'

/** What one run takes, as a multiple of what its copies are counted with. */
const BESIDE = 1.5

type Sites = Pick<ActivationConfig, 'sites' | 'neurons' | 'only'>

/** Streams and one kind of site of a part in both runs, and copies of a forward pass. */
export function activationMemory(sized: Experiment, config: Sites): MethodMemory {
  const { pairs, config: model } = sized
  const length = paddedLength(sized)
  const promptsAtOnce = Math.min(pairs.length, mostAtOnce(sized))
  const [part] = promptParts(sized, promptsAtOnce)
  const kinds = new Set((config.only ?? []).map(({ site }): SiteKind => site))
  for (const family of config.sites) kinds.add(kindOf(family))
  const width = Math.max(0, ...[...kinds].map((kind) => siteWidth(model, length, kind)))
  const copies = Math.min(mostCopies(part, length), mostSites(sized, config))
  return {
    promptBytes:
      promptsAtOnce * (8 * model.layerCount * length * (model.dModel + width) + 4 * logitBytes(model)),
    computingBytes: BESIDE * copies * copyBytes(part, length),
    promptsAtOnce,
    grows: false,
    weights: 'preferred',
  }
}

/** Of one kind and layer: those run together. */
function mostSites(sized: Experiment, { sites, neurons, only }: Sites): number {
  const length = paddedLength(sized)
  const families = sites.filter((family) => kindOf(family) !== 'neurons')
  const counts = families.map(
    (family) => sitesOf(sized.config, length, family).filter(({ layer }) => layer === 0).length,
  )
  return Math.max(1, only?.length ?? 0, neurons.length * length, ...counts)
}
