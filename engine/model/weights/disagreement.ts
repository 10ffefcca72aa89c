/** What config.json and the weights disagree on, as the end of a sentence; '' where that cannot be said. */

/** Keys that give a size; ids of tokens and the like only happen to have the same value. */
const SIZE_KEY =
  /(^|_)(size|dim|embd|hidden|inner|vocab|heads?|layers?|positions|ctx|d|ffn|model|mlp|rank)(_|$)|^n_/

/** The keys of config.json that ask for the sizes which differ: ` (vocab_size 64)`. */
export function sizeKeys(config: Record<string, unknown>, found: number[], expected: number[]): string {
  if (found.length !== expected.length) return ''
  const reversed = [...found].reverse()
  if (expected.every((dim, i) => dim === reversed[i])) return ' (it is stored the other way round)'
  const sizes = Object.entries(config).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && SIZE_KEY.test(entry[0]),
  )
  const keys = expected.flatMap((dim, i) => (dim === found[i] ? [] : keysOf(sizes, dim)))
  const named = [...new Set(keys)].slice(0, MOST_KEYS)
  return named.length === 0 ? '' : ` (${named.join(', ')})`
}

const MOST_KEYS = 3

/** Keys of that value; else pairs of a number of heads and a size that give it together. */
function keysOf(sizes: [string, number][], dim: number): string[] {
  const same = sizes.filter(([, value]) => value === dim)
  if (same.length > 0) return same.map(([key, value]) => `${key} ${value}`)
  const heads = sizes.filter(([key]) => /head/.test(key) && !/dim|size/.test(key))
  const pair = heads.flatMap(([key, value]) =>
    sizes
      .filter(([other, size]) => /head_(dim|size)|d_head|kv_channels/.test(other) && size * value === dim)
      .map(([other, size]) => `${key} ${value} times ${other} ${size}`),
  )
  return pair.slice(0, 1)
}

/** `name` is of a layer that none of `others` has: how many layers they have. */
export function layerDisagreement(
  name: string,
  others: Iterable<string>,
  say: (layer: number, count: number) => string,
): string {
  const [, prefix, layer] = LAYER.exec(name) ?? []
  if (layer === undefined) return ''
  let count = 0
  for (const other of others) {
    const [, otherPrefix, otherLayer] = LAYER.exec(other) ?? []
    if (otherPrefix === prefix) count = Math.max(count, Number(otherLayer) + 1)
  }
  return count > 0 && Number(layer) >= count ? say(Number(layer), count) : ''
}

/** Up to the first number in a name: `model.layers.`, `12`. */
const LAYER = /^(.*?\.|)(\d+)\./
