import { PatchbayError } from '../../../contract'
import type { Place } from '../../../contract'
import { parsePlaceChoice } from '../../../engine'

export interface ChosenPlaces {
  places: Place[]
  neurons: { layer: number; neuron: number }[]
}

/**
 * `--places` as typed: words with commas between them. With `byName`, neurons are chosen one by one as
 * LAYER.NEURON with plus signs between them: `heads,neurons:0.12+1.7`; else all of them are meant.
 */
export function parsePlaces(text: string, byName: boolean): ChosenPlaces {
  const chosen: ChosenPlaces = { places: [], neurons: [] }
  for (const part of text.split(',')) {
    const [word, list, ...rest] = part.trim().split(':')
    const place = parsePlaceChoice(word)
    chosen.places.push(place)
    if (list === undefined) continue
    const takesList = place === 'neurons' || place === 'neurons-by-position'
    if (!takesList || !byName || rest.length > 0) throw noList(part, takesList)
    chosen.neurons.push(...list.split('+').map((one) => parseNeuron(one, part)))
  }
  return chosen
}

function parseNeuron(text: string, part: string): { layer: number; neuron: number } {
  const found = /^(\d+)\.(\d+)$/.exec(text.trim())
  if (found) return { layer: Number(found[1]), neuron: Number(found[2]) }
  throw new PatchbayError(
    'bad-input',
    `--places ${part}: "${text}" is no neuron; write LAYER.NEURON, e.g. neurons:0.12+1.7.`,
  )
}

function noList(part: string, isNeurons: boolean): PatchbayError {
  const why = isNeurons
    ? 'every neuron is scored, so none is named here'
    : 'only neurons are named one by one'
  return new PatchbayError('bad-input', `--places ${part}: ${why}; leave out what follows the colon.`)
}
