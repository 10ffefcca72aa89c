import type { Site } from '../../contract'
import { siteKey } from './sites'
import { stageForm } from './stage-form'

/** Chooses a site for the next stage, or lets it go. */
export function toggleSite(site: Site): void {
  const { selected } = stageForm.get()
  const key = siteKey(site)
  const others = selected.filter((other) => siteKey(other) !== key)
  stageForm.set({ selected: others.length < selected.length ? others : [...selected, site] })
}

/** Adds sites to the selection, those already there once. */
export function addSites(sites: readonly Site[]): void {
  const { selected } = stageForm.get()
  const known = new Set(selected.map(siteKey))
  stageForm.set({ selected: [...selected, ...sites.filter((site) => !known.has(siteKey(site)))] })
}
