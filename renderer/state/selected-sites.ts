import type { Site } from '../../contract'
import { siteKey } from './sites'
import { updateStages, useStages } from './stages'

/** Chooses a site for the next stage, or lets it go. */
export function toggleSite(site: Site): void {
  const { selected } = useStages.getState()
  const key = siteKey(site)
  const others = selected.filter((other) => siteKey(other) !== key)
  updateStages({ selected: others.length < selected.length ? others : [...selected, site] })
}

/** Adds sites to the selection, those already there once. */
export function addSites(sites: readonly Site[]): void {
  const { selected } = useStages.getState()
  const known = new Set(selected.map(siteKey))
  updateStages({ selected: [...selected, ...sites.filter((site) => !known.has(siteKey(site)))] })
}
