import type { Ablation, AttributionVariant, SiteKind } from '../../../contract'
import type { PromptPair } from '../../datasets'
import { layerSpec, type TransformerConfig } from '../../model/transformer'
import { floatTensor, vectorOf, type FloatTensor } from '../../onnx'
import {
  isByRow,
  RELEVANCE_RULES,
  relevanceScale,
  siteGradientGraphs,
  type Coefficients,
  type LayerSite,
} from '../../transformer'
import { changingRows } from '../../experiment/changing-rows'
import { paddedLength, type Experiment, type Side } from '../../experiment/experiment'
import { LayerRuns, type LayerRun, type Results } from '../../gradients/layer-runs'
import { keyEffects, queryEffects } from './query-key-fix'
import { addEffects, productEffects, type SiteEffects } from './site-effects'

export interface Scored {
  base: LayerRun
  donor: LayerRun
  seed: Float32Array
  /** Part of all prompts that this batch is. */
  share: number
}

/** What scores a site; heads write z @ W_O, so that their change times the gradient there is that of z. */
const scoredBy = (site: SiteKind): LayerSite => (site === 'heads' ? 'z' : site)

/** Attribution on one batch of prompts. */
export class AttributionRun {
  private constructor(
    private readonly experiment: Experiment,
    private readonly pairs: readonly PromptPair[],
    private readonly variant: AttributionVariant,
    private readonly runs: LayerRuns,
    /** Those that can change, and all. */
    private readonly rows: Record<'changing' | 'all', readonly number[]>,
  ) {}

  static create(
    experiment: Experiment,
    pairs: readonly PromptPair[],
    sites: readonly SiteKind[],
    variant: AttributionVariant,
    ablation: Ablation = 'resample',
  ): AttributionRun {
    const { config } = experiment
    const length = paddedLength(experiment)
    const all = Array.from({ length: pairs.length * length }, (_, row) => row)
    const changing = ablation === 'resample' ? changingRows(config, pairs, length, ablation) : all
    const runs = new LayerRuns(
      experiment,
      { pairs, rows: changing },
      (layer, weights, options) => siteGradientGraphs(layer, weights, options, neededSites(sites)),
      coefficients(config, variant),
    )
    return new AttributionRun(experiment, pairs, variant, runs, { changing, all })
  }

  donor(side: Side): Promise<LayerRun> {
    return this.runs.wholeRun(side)
  }

  /** A run whose sites hold what `replace` makes of them. */
  replaced(
    run: LayerRun,
    replace: (site: LayerSite, layer: number, value: FloatTensor) => FloatTensor,
  ): LayerRun {
    const layers = run.layers.map(({ sites, kept }, layer) => ({
      kept,
      sites: new Map([...sites].map(([site, value]) => [site, replace(site, layer, value)])),
    }))
    return { ...run, layers }
  }

  /** The run that is differentiated. */
  base(side: Side, donor: LayerRun): Promise<LayerRun> {
    return this.runs.fromTokens(side, { sites: true, saved: true }, donor)
  }

  async score(effects: SiteEffects[], scored: Scored): Promise<void> {
    const prompts = this.pairs.length
    if (this.variant !== 'atp-star') {
      await this.backward(scored, null, (layer, gradients) => {
        for (const one of effects.filter((candidate) => candidate.layer === layer)) {
          const parts = productEffects(one, this.product(one.site, layer, scored, gradients), prompts)
          addEffects(one, parts, scored.share, false)
        }
      })
      return
    }
    const { layerCount } = this.experiment.config
    for (let dropped = 0; dropped < layerCount; dropped++) {
      await this.backward(scored, dropped, (layer, gradients) => {
        // What is inside the dropped layer has no effect left.
        const left = effects.filter(
          (one) => one.layer === layer && (layer !== dropped || one.site === 'resid'),
        )
        for (const one of left)
          addEffects(one, this.withFix(one, scored, gradients), scored.share / (layerCount - 1), true)
      })
    }
  }

  release(): Promise<void> {
    return this.runs.release()
  }

  private withFix(one: SiteEffects, scored: Scored, gradients: Results) {
    const { site, layer } = one
    if (site !== 'q' && site !== 'k') {
      return productEffects(one, this.product(site, layer, scored, gradients), this.pairs.length)
    }
    const { config, weights } = this.experiment
    const of = (run: LayerRun, name: SiteKind) => this.value(run, name, layer).data
    const attention = {
      q: of(scored.base, 'q'),
      k: of(scored.base, 'k'),
      gradient: gradients['gradient.pattern'].data,
    }
    const size = {
      heads: config.heads,
      prompts: this.pairs.length,
      length: one.positions,
      dHead: config.dHead,
    }
    const { attention: spec } = layerSpec(config, layer)
    const slopes = spec.alibi ? vectorOf(weights, `layer${layer}.alibi`)! : null
    const rule = { attention: spec, causal: config.causal, slopes }
    const donor = of(scored.donor, site)
    return site === 'q'
      ? queryEffects(attention, donor, size, rule)
      : keyEffects(attention, donor, size, rule)
  }

  private product(site: SiteKind, layer: number, { base, donor }: Scored, gradients: Results) {
    return {
      base: this.value(base, site, layer).data,
      donor: this.value(donor, site, layer).data,
      gradient: gradients[`gradient.${scoredBy(site)}`].data,
      rows: isByRow(scoredBy(site)) ? this.rows.changing : this.rows.all,
    }
  }

  private value(run: LayerRun, site: SiteKind, layer: number): FloatTensor {
    return run.layers[layer].sites.get(scoredBy(site))!
  }

  private async backward(
    { base, seed }: Scored,
    dropped: number | null,
    see: (layer: number, gradients: Results) => void,
  ): Promise<void> {
    const keep = (layer: number) => ({ keep: floatTensor(Float32Array.of(layer === dropped ? 0 : 1), [1]) })
    await this.runs.backward(base, seed, keep, see)
  }
}

/** The fix of q and k needs both of them and the gradient at the pattern. */
function neededSites(sites: readonly SiteKind[]): LayerSite[] {
  const needed = new Set(sites)
  if (needed.has('q') || needed.has('k')) for (const site of ['q', 'k', 'pattern'] as const) needed.add(site)
  return [...needed].map(scoredBy)
}

function coefficients(config: TransformerConfig, variant: AttributionVariant): Coefficients {
  if (variant === 'relp') return { rules: RELEVANCE_RULES, scale: relevanceScale(config) }
  if (variant === 'atp') return {}
  return {
    scale: (site, gradient, builder) =>
      site === 'attn' || site === 'mlp'
        ? builder.mul(gradient, builder.input('keep', [1]), 'kept')
        : gradient,
  }
}
