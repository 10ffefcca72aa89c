import { siteColumns, type Site, type SiteScores } from '../contract'

/** Scores of these sites, with the effects given and two prompts each. */
export function scoresOf(sites: Site[], effects: number[]): SiteScores {
  return {
    ...siteColumns(sites),
    value: new Float64Array(sites.length).fill(NaN),
    effect: Float64Array.from(effects),
    perPrompt: Float64Array.from(effects.flatMap((effect) => [effect - 1, effect + 1])),
    baseMetric: 0,
    promptCount: 2,
    passes: { forward: 2, backward: 1 },
  }
}
