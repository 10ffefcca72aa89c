/** Made once: as options of `localeCompare` it takes a tenth of a second for a thousand names. */
const collator = new Intl.Collator('en', { numeric: true })

/** Orders names as people do: `2.10` after `2.9`. */
export const byNumbers = (a: string, b: string): number => collator.compare(a, b)
