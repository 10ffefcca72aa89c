import { kindOf, type AttributionConfig, type SiteKind } from '../../../contract'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import { logitBytes, mostRows, type MethodMemory } from '../../experiment/memory-terms'
import { promptsAtOnce as mostAtOnce } from '../../experiment/prompt-parts'
import { siteWidth } from '../../experiment/site-width'

/** What is there at one time, as a multiple of what is kept by name. */
const BESIDE = 1.2

/** Sites of one part stay until those of the next are complete, as far as they are not collected before. */
const EARLIER_PARTS = { part: 0.8 }

/** The donor's sites at all rows, and of the run that is differentiated sites and saved values at those that can change. */
export function attributionMemory(
  sized: Experiment,
  { sites, ablation }: Pick<AttributionConfig, 'sites' | 'ablation'>,
): MethodMemory {
  const { config, pairs } = sized
  const { layerCount, heads, dModel, dHead, dMlp, mlp } = config
  const length = paddedLength(sized)
  const promptsAtOnce = Math.min(pairs.length, mostAtOnce(sized))
  // Heads are scored by what they write before it is projected.
  const kinds = new Set(sites.map(kindOf).map((kind): SiteKind => (kind === 'heads' ? 'q' : kind)))
  const ofSites = [...kinds].reduce((sum, kind) => sum + siteWidth(config, length, kind), 0)
  // A gated MLP saves both products, the sigmoid and the gate.
  const ofMlp = (mlp.kind === 'gated' ? 4 : 2) * (dMlp ?? 0)
  const saved = 3 * dModel + 4 * heads * dHead + heads * length + ofMlp
  const unchanged = 2 * heads * dHead
  const rows = mostRows(sized, promptsAtOnce, ablation)
  const all = promptsAtOnce * length
  return {
    promptBytes: promptsAtOnce * 4 * logitBytes(config),
    computingBytes: BESIDE * 4 * layerCount * (rows * (saved + ofSites) + all * (unchanged + ofSites)),
    promptsAtOnce,
    earlierParts: EARLIER_PARTS,
    grows: false,
    weights: 'streamed',
  }
}
