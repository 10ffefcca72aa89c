import type { PlaceRef } from '../../contract'
import { placeKey } from './places'
import { updateStages, useStages } from './stages'

/** Chooses a place for the next stage, or lets it go. */
export function togglePlace(place: PlaceRef): void {
  const { selected } = useStages.getState()
  const key = placeKey(place)
  const others = selected.filter((other) => placeKey(other) !== key)
  updateStages({ selected: others.length < selected.length ? others : [...selected, place] })
}

/** Adds places to the selection, those already there once. */
export function addPlaces(places: readonly PlaceRef[]): void {
  const { selected } = useStages.getState()
  const known = new Set(selected.map(placeKey))
  updateStages({ selected: [...selected, ...places.filter((place) => !known.has(placeKey(place)))] })
}
