import { PLACES, type PlaceRef, type PlaceScores } from '../contract'

/** Scores of these places, with the effects given and two prompts each. */
export function scoresOf(places: PlaceRef[], effects: number[]): PlaceScores {
  const column = (of: (place: PlaceRef) => number | undefined) => places.map((place) => of(place) ?? -1)
  return {
    place: Uint8Array.from(places, ({ place }) => PLACES.indexOf(place)),
    layer: Int16Array.from(places, ({ layer }) => layer),
    head: Int16Array.from(column(({ head }) => head)),
    pos: Int16Array.from(column(({ pos }) => pos)),
    neuron: Int32Array.from(column(({ neuron }) => neuron)),
    value: new Float64Array(places.length).fill(NaN),
    effect: Float64Array.from(effects),
    perPrompt: Float64Array.from(effects.flatMap((effect) => [effect - 1, effect + 1])),
    baseMetric: 0,
    promptCount: 2,
    passes: { forward: 2, backward: 1 },
  }
}
