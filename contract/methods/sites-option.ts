import { PatchbayError } from '../error'
import { SITE_FAMILIES, type SiteFamily } from '../vocabulary'

const FLAG = '--sites'

export const sitesOption = {
  flag: FLAG,
  value: '<LIST>',
  help: SITE_FAMILIES.join(','),
  isRequired: true,
  aliases: ['--places'],
} as const

export interface ChosenSites {
  sites: SiteFamily[]
  neurons: { layer: number; neuron: number }[]
}

/**
 * `--sites` as typed: words with commas between them. With `byName`, neurons are chosen one by one as
 * LAYER.NEURON with plus signs between them: `heads,neurons:0.12+1.7`; else all of them are meant.
 * @throws PatchbayError (bad-input) for a word that is not a family of sites, and for text that is not a neuron.
 */
export function parseSites(text: string, byName: boolean): ChosenSites {
  const chosen: ChosenSites = { sites: [], neurons: [] }
  for (const part of text.split(',')) {
    const [word, list, ...rest] = part.trim().split(':')
    const site = parseSiteFamily(word)
    chosen.sites.push(site)
    if (list === undefined) continue
    const takesList = takesNeurons(site)
    if (!takesList || !byName || rest.length > 0) throw noList(part, takesList)
    chosen.neurons.push(...list.split('+').map((one) => parseNeuron(one, part)))
  }
  return chosen
}

/** The other way round: neurons by name after the first family that takes them. */
export function sitesText({ sites, neurons }: ChosenSites): string {
  const list = neurons.map(({ layer, neuron }) => `${layer}.${neuron}`).join('+')
  const first = sites.findIndex(takesNeurons)
  return sites.map((site, i) => (i === first && list !== '' ? `${site}:${list}` : site)).join(',')
}

const takesNeurons = (site: SiteFamily) => site === 'neurons' || site === 'neurons-by-position'

/** @throws PatchbayError (bad-input) naming the word that is not a family of sites. */
export function parseSiteFamily(word: string): SiteFamily {
  const family = SITE_FAMILIES.find((name) => name === word)
  if (family) return family
  throw new PatchbayError(
    'bad-input',
    `there is no site "${word}"; the sites are ${SITE_FAMILIES.join(', ')}.`,
  )
}

function parseNeuron(text: string, part: string): { layer: number; neuron: number } {
  const found = /^(\d+)\.(\d+)$/.exec(text.trim())
  if (found) return { layer: Number(found[1]), neuron: Number(found[2]) }
  throw new PatchbayError(
    'bad-input',
    `${FLAG} ${part}: "${text}" is not a neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.`,
  )
}

function noList(part: string, isNeurons: boolean): PatchbayError {
  const why = isNeurons
    ? 'every neuron is scored, so none is named here'
    : 'only neurons are named one by one'
  return new PatchbayError('bad-input', `${FLAG} ${part}: ${why}; leave out what follows the colon.`)
}
