import { kindOf, PatchbayError, SITE_FAMILIES, type Site, type SiteFamily } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
import { hasSite } from '../transformer'

/** @throws PatchbayError naming the word that is not a choice. */
export function parseSiteFamily(word: string): SiteFamily {
  const choice = SITE_FAMILIES.find((name) => name === word)
  if (choice) return choice
  throw new PatchbayError(
    'bad-input',
    `there is no site "${word}"; the sites are ${SITE_FAMILIES.join(', ')}.`,
  )
}

/**
 * Every site of a choice, in order of layer, head, position. `length` is the number of positions of the longest prompt.
 * @throws PatchbayError (bad-input) for MLP sites of an attention-only model.
 */
export function sitesOf(config: TransformerConfig, length: number, choice: SiteFamily): Site[] {
  const site = kindOf(choice)
  if (!hasSite(config, site)) {
    throw new PatchbayError(
      'bad-input',
      `this model has no MLPs, so there is no site "${choice}": leave it out.`,
    )
  }
  const count = (n: number) => Array.from({ length: n }, (_, i) => i)
  const layers = count(config.layerCount)
  const heads = layers.flatMap((layer) => count(config.heads).map((head) => ({ site, layer, head })))
  const positions = (sites: Site[]) => sites.flatMap((one) => count(length).map((pos) => ({ ...one, pos })))
  const whole = layers.map((layer): Site => ({ site, layer }))
  switch (choice) {
    case 'resid':
      return positions(whole)
    case 'attn':
    case 'mlp':
      return [...whole, ...positions(whole)]
    case 'heads-by-position':
      return positions(heads)
    case 'neurons':
    case 'neurons-by-position': {
      const neurons = layers.flatMap((layer) =>
        count(config.dMlp!).map((neuron) => ({ site, layer, neuron })),
      )
      return choice === 'neurons' ? neurons : positions(neurons)
    }
    default:
      return heads
  }
}

/** @throws PatchbayError (bad-input) for a layer, head, position or neuron that the model does not have. */
export function checkSite(config: TransformerConfig, length: number, site: Site): void {
  const limits: [keyof Site, number][] = [
    ['layer', config.layerCount],
    ['head', config.heads],
    ['pos', length],
    ['neuron', config.dMlp ?? 0],
  ]
  for (const [part, limit] of limits) {
    const value = site[part] as number | undefined
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0 && value < limit)) continue
    const range = limit === 0 ? 'has none' : `has ${part} 0 to ${limit - 1}`
    throw new PatchbayError(
      'bad-input',
      `there is no ${part} ${value}: this model, with these prompts, ${range}.`,
    )
  }
}

/** `heads 3.1 at 5`, `neurons 0.17`: for messages and tables. */
export function siteName({ site, layer, head, pos, neuron }: Site): string {
  const inner = head ?? neuron
  return `${site} ${layer}${inner === undefined ? '' : `.${inner}`}${pos === undefined ? '' : ` at ${pos}`}`
}

/** Only which site it is, of something that says more about it. */
export function bare({ site, layer, head, pos, neuron }: Site): Site {
  return { site, layer, head, pos, neuron }
}
