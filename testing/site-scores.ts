import { SITE_FAMILIES, type SiteRef, type SiteScores } from '../contract'

/** Scores of these sites, with the effects given and two prompts each. */
export function scoresOf(sites: SiteRef[], effects: number[]): SiteScores {
  const column = (of: (site: SiteRef) => number | undefined) => sites.map((site) => of(site) ?? -1)
  return {
    site: Uint8Array.from(sites, ({ site }) => SITE_FAMILIES.indexOf(site)),
    layer: Int16Array.from(sites, ({ layer }) => layer),
    head: Int16Array.from(column(({ head }) => head)),
    pos: Int16Array.from(column(({ pos }) => pos)),
    neuron: Int32Array.from(column(({ neuron }) => neuron)),
    value: new Float64Array(sites.length).fill(NaN),
    effect: Float64Array.from(effects),
    perPrompt: Float64Array.from(effects.flatMap((effect) => [effect - 1, effect + 1])),
    baseMetric: 0,
    promptCount: 2,
    passes: { forward: 2, backward: 1 },
  }
}
