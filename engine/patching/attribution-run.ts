import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, Session, type Feeds, type FloatTensor } from '../onnx'
import {
  halfOfGated,
  RELEVANCE_RULES,
  siteGradientGraphs,
  siteName,
  type GradientGraphs,
  type GradientOptions,
  type Site,
} from '../transformer'
import { paddedLength, pairFeeds, type Experiment, type Side } from './experiment'
import { keyEffects, queryEffects } from './query-key-fix'
import { addEffects, productEffects, type SiteEffects } from './site-effects'

/**
 * `atp`: gradients; `atp-star`: AtP* (Kramar et al. 2024); `relp`: relevance coefficients in place of
 * gradients (Rezaei Jafari et al. 2025).
 */
export const ATTRIBUTION_METHODS = ['atp', 'atp-star', 'relp'] as const
export type AttributionMethod = (typeof ATTRIBUTION_METHODS)[number]

type Results = Record<string, FloatTensor>

export interface Scored {
  base: Results
  donor: Results
  seed: Float32Array
  side: Side
  /** Part of all prompts that this batch is. */
  share: number
}

/** The sessions of one batch of prompts. */
export class AttributionRun {
  private constructor(
    private readonly experiment: Experiment,
    private readonly pairs: readonly PromptPair[],
    private readonly method: AttributionMethod,
    private readonly graphs: GradientGraphs,
    private readonly sessions: { forward: Session; backward: Session },
  ) {}

  static async create(
    experiment: Experiment,
    pairs: readonly PromptPair[],
    sites: readonly Site[],
    method: AttributionMethod,
  ): Promise<AttributionRun> {
    const { config, weights, threads } = experiment
    const size = { length: paddedLength(experiment), batch: pairs.length, start: 'tokens' } as const
    const graphs = siteGradientGraphs(
      config,
      weights,
      { ...size, ...coefficients(config, method) },
      neededSites(sites),
    )
    const sessions = {
      forward: await Session.create(graphs.forward, { threads }),
      backward: await Session.create(graphs.backward, { threads }),
    }
    return new AttributionRun(experiment, pairs, method, graphs, sessions)
  }

  forward(side: Side): Promise<Results> {
    return this.sessions.forward.run({ ...this.experiment.weights, ...this.tokens(side) })
  }

  async score(effects: SiteEffects[], scored: Scored): Promise<void> {
    const { layers } = this.experiment.config
    const prompts = this.pairs.length
    if (this.method !== 'atp-star') {
      const gradients = await this.backward(scored, null)
      for (const one of effects) {
        const parts = productEffects(one, this.product(one.site, one.layer, scored, gradients), prompts)
        addEffects(one, parts, scored.share, false)
      }
      return
    }
    for (let dropped = 0; dropped < layers; dropped++) {
      const gradients = await this.backward(scored, dropped)
      // What lies inside the dropped layer has no effect left.
      for (const one of effects.filter(({ site, layer }) => layer !== dropped || site === 'resid')) {
        const parts = this.withFix(one, scored, gradients)
        addEffects(one, parts, scored.share / (layers - 1), true)
      }
    }
  }

  async release(): Promise<void> {
    await this.sessions.forward.release()
    await this.sessions.backward.release()
  }

  private withFix(one: SiteEffects, scored: Scored, gradients: Results) {
    const { site, layer } = one
    if (site !== 'q' && site !== 'k') {
      return productEffects(one, this.product(site, layer, scored, gradients), this.pairs.length)
    }
    const { config } = this.experiment
    const of = (results: Results, name: Site) => this.value(results, name, layer).data
    const attention = {
      q: of(scored.base, 'q'),
      k: of(scored.base, 'k'),
      gradient: this.gradient('pattern', layer, gradients),
    }
    const size = {
      heads: config.heads,
      prompts: this.pairs.length,
      length: one.positions,
      dHead: config.dHead,
    }
    const rule = { scale: config.attentionScale, causal: config.causal }
    const donor = of(scored.donor, site)
    return site === 'q'
      ? queryEffects(attention, donor, size, rule)
      : keyEffects(attention, donor, size, rule)
  }

  private product(site: Site, layer: number, { base, donor }: Scored, gradients: Results) {
    return {
      base: this.value(base, site, layer).data,
      donor: this.value(donor, site, layer).data,
      gradient: this.gradient(site, layer, gradients),
    }
  }

  private value(results: Results, site: Site, layer: number): FloatTensor {
    return results[this.graphs.values.get(siteName(site, layer))!]
  }

  private gradient(site: Site, layer: number, gradients: Results): Float32Array {
    return gradients[`gradient.${siteName(site === 'heads' ? 'attn' : site, layer)}`].data
  }

  private backward({ base, seed, side }: Scored, dropped: number | null): Promise<Results> {
    const keeps: Feeds = {}
    for (let layer = 0; layer < this.experiment.config.layers; layer++) {
      keeps[`keep.${layer}`] = floatTensor(Float32Array.of(layer === dropped ? 0 : 1), [1])
    }
    return this.sessions.backward.run({
      ...this.experiment.weights,
      ...this.tokens(side),
      ...base,
      ...keeps,
      seed: floatTensor(seed, base.logits.dims),
    })
  }

  private tokens(side: Side): Feeds {
    return pairFeeds(this.pairs, side, paddedLength(this.experiment))
  }
}

/** The gradient at heads is the one at attn; the fix of q and k needs both of them and the gradient at the pattern. */
function neededSites(sites: readonly Site[]): Site[] {
  const needed = new Set(sites)
  if (needed.has('heads')) needed.add('attn')
  if (needed.has('q') || needed.has('k')) for (const site of ['q', 'k', 'pattern'] as const) needed.add(site)
  return [...needed]
}

function coefficients(
  { mlp }: TransformerConfig,
  method: AttributionMethod,
): Pick<GradientOptions, 'rules' | 'scale'> {
  if (method === 'relp')
    return { rules: RELEVANCE_RULES, scale: mlp.kind === 'gated' ? halfOfGated : undefined }
  if (method === 'atp') return {}
  return {
    scale: (site, layer, gradient, builder) =>
      site === 'attn' || site === 'mlp'
        ? builder.mul(gradient, builder.input(`keep.${layer}`, [1]), 'kept')
        : gradient,
  }
}
