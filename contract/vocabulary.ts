import { z } from 'zod'

/** noising: base run clean, corrupt values patched in; denoising: base run corrupt, clean values patched in. */
export const DIRECTIONS = ['noising', 'denoising'] as const
export type Direction = (typeof DIRECTIONS)[number]

/**
 * What replaces a value that is taken away: that of the paired run (`resample`), 0, or its mean over the data
 * set's corrupt prompts, at each position or over all positions.
 */
export const ABLATIONS = ['resample', 'zero', 'mean', 'mean-over-positions'] as const
export type Ablation = (typeof ABLATIONS)[number]

/**
 * Kinds of activation that can be patched and scored, with their shapes. Copies (independent runs over the same
 * prompts) are 1 until a replaced value has more.
 * - resid: the residual stream before a layer [copies, 1, batch*pos, dModel]
 * - q, k, v: of every query head, rotary positions applied [copies, head, batch, pos, dHead]
 * - pattern: attention probabilities [copies, head, batch, pos, pos]
 * - heads: every head's output z @ W_O[h], without b_O [copies, head, batch*pos, dModel]
 * - attn: attention output, sum of heads + b_O [copies, 1, batch*pos, dModel]
 * - neurons: what the MLP's output matrix reads [copies, 1, batch*pos, dMlp]
 * - mlp: MLP output with its bias [copies, 1, batch*pos, dModel]
 */
export const SITE_KINDS = ['resid', 'q', 'k', 'v', 'pattern', 'heads', 'attn', 'neurons', 'mlp'] as const
export type SiteKind = (typeof SITE_KINDS)[number]

/** Families of sites: the words of the command line, the files and the interface. */
export const SITE_FAMILIES = [
  'resid', // residual stream before a layer, per (layer, position)
  'attn', // attention output, per (layer, position) and per layer
  'mlp', // MLP output, per (layer, position) and per layer
  'heads', // head output, per (layer, head)
  'heads-by-position', // head output, per (layer, head, position)
  'q', // per (layer, head), as are k, v and pattern
  'k',
  'v',
  'pattern',
  'neurons', // MLP neurons after the activation function, per (layer, neuron)
  'neurons-by-position', // per (layer, neuron, position)
] as const
export type SiteFamily = (typeof SITE_FAMILIES)[number]

export function kindOf(family: SiteFamily): SiteKind {
  return family.replace('-by-position', '') as SiteKind
}

/** One site: the parts that its kind has (`pos` left out = all positions at once). A family is read as its kind. */
export const siteSchema = z.object({
  site: z.enum(SITE_FAMILIES).transform(kindOf),
  layer: z.number().int().nonnegative(),
  /** Query head; of `heads`, `q`, `k`, `v` and `pattern`. */
  head: z.number().int().nonnegative().optional(),
  pos: z.number().int().nonnegative().optional(),
  neuron: z.number().int().nonnegative().optional(),
})
/** One activation, or a part of one: what is patched or scored. */
export type Site = z.output<typeof siteSchema>

/** The family that a site belongs to. */
export function familyOf({ site, pos }: Pick<Site, 'site' | 'pos'>): SiteFamily {
  const hasTwoFamilies = site === 'heads' || site === 'neurons'
  return hasTwoFamilies && pos !== undefined ? `${site}-by-position` : site
}

/** One text for each site, the same for the same site. */
export function siteKey({ site, layer, head = -1, pos = -1, neuron = -1 }: Site): string {
  return [site, layer, head, pos, neuron].join(' ')
}

/** A site used to be called a place: old configurations have `places`, and `place` in `only`. */
export function withSiteNames(config: unknown): unknown {
  return renamed(config, { places: 'sites', place: 'site' })
}

/** The other way round, for files: scripts read `places` there, each site by its family. */
export function withPlaceNames(config: unknown): unknown {
  return renamed(config, { sites: 'places', site: 'place' }, (site) => ({
    ...site,
    place: familyOf({ site: site.place as SiteKind, pos: site.pos as number | undefined }),
  }))
}

function renamed(
  config: unknown,
  names: Record<string, string>,
  finish = (site: Record<string, unknown>) => site,
): unknown {
  if (typeof config !== 'object' || config === null) return config
  const result: Record<string, unknown> = withNames(config, names)
  if (!Array.isArray(result.only)) return result
  const ofSite = (site: unknown) =>
    typeof site === 'object' && site !== null ? finish(withNames(site, names)) : site
  return { ...result, only: result.only.map(ofSite) }
}

/** A key whose new name is there already stays as it is. */
function withNames(value: object, names: Record<string, string>): Record<string, unknown> {
  const nameOf = (key: string) => (Object.hasOwn(names, key) && !(names[key] in value) ? names[key] : key)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [nameOf(key), each]))
}
