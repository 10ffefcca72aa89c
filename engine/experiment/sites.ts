import { PatchbayError } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
import { hasSite, type Site } from '../transformer'

/** One activation, or a part of one: what is patched or scored. Without `pos` all positions at once. */
export interface Place {
  place: Site
  layer: number
  /** Query head; for `heads`, `q`, `k`, `v` and `pattern`. */
  head?: number
  pos?: number
  neuron?: number
}

/**
 * Which places are meant, as the command line names them. `attn` and `mlp` stand for every layer at once and
 * at each position; `heads`, `q`, `k`, `v` and `pattern` for every head, all positions at once.
 */
export const PLACE_CHOICES = [
  'resid',
  'attn',
  'mlp',
  'heads',
  'heads-by-position',
  'q',
  'k',
  'v',
  'pattern',
  'neurons',
  'neurons-by-position',
] as const
export type PlaceChoice = (typeof PLACE_CHOICES)[number]

/** @throws PatchbayError naming the word that is no choice. */
export function parsePlaceChoice(word: string): PlaceChoice {
  const choice = PLACE_CHOICES.find((name) => name === word)
  if (choice) return choice
  throw new PatchbayError(
    'bad-input',
    `there is no place "${word}"; the places are ${PLACE_CHOICES.join(', ')}.`,
  )
}

export const siteOf = (choice: PlaceChoice): Site => choice.replace('-by-position', '') as Site

/**
 * Every place of a choice, in order of layer, head, position. Errors: MLP places of an attention-only model.
 * `length` is the number of positions of the longest prompt.
 */
export function placesOf(config: TransformerConfig, length: number, choice: PlaceChoice): Place[] {
  const place = siteOf(choice)
  if (!hasSite(config, place)) {
    throw new PatchbayError(
      'bad-input',
      `this model has no MLPs, so there is no place "${choice}": leave it out.`,
    )
  }
  const count = (n: number) => Array.from({ length: n }, (_, i) => i)
  const layers = count(config.layers)
  const heads = layers.flatMap((layer) => count(config.heads).map((head) => ({ place, layer, head })))
  const positions = (places: Place[]) =>
    places.flatMap((one) => count(length).map((pos) => ({ ...one, pos })))
  const whole = layers.map((layer): Place => ({ place, layer }))
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
        count(config.dMlp!).map((neuron) => ({ place, layer, neuron })),
      )
      return choice === 'neurons' ? neurons : positions(neurons)
    }
    default:
      return heads
  }
}

/** @throws PatchbayError (bad-input) for a layer, head, position or neuron that the model does not have. */
export function checkPlace(config: TransformerConfig, length: number, place: Place): void {
  const limits: [keyof Place, number][] = [
    ['layer', config.layers],
    ['head', config.heads],
    ['pos', length],
    ['neuron', config.dMlp ?? 0],
  ]
  for (const [part, limit] of limits) {
    const value = place[part] as number | undefined
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0 && value < limit)) continue
    const range = limit === 0 ? 'has none' : `has ${part} 0 to ${limit - 1}`
    throw new PatchbayError(
      'bad-input',
      `there is no ${part} ${value}: this model, with these prompts, ${range}.`,
    )
  }
}

/** `heads 3.1 at 5`, `neurons 0.17`: for messages and tables. */
export function placeName({ place, layer, head, pos, neuron }: Place): string {
  const inner = head ?? neuron
  return `${place} ${layer}${inner === undefined ? '' : `.${inner}`}${pos === undefined ? '' : ` at ${pos}`}`
}

/** Only which place it is, of something that says more about it. */
export function bare({ place, layer, head, pos, neuron }: Place): Place {
  return { place, layer, head, pos, neuron }
}
