import type { Site } from '../../contract'
import { siteKey } from './sites'
import { stageForm } from './stage-form'

/** Adds a site to the selection for the next stage, or removes it. */
export function toggleSite(site: Site): void {
  const { selected } = stageForm.get()
  const key = siteKey(site)
  const others = selected.filter((other) => siteKey(other) !== key)
  stageForm.set({ selected: others.length < selected.length ? others : [...selected, site] })
}

/** Adds those of the sites that are not in the selection yet. */
export function addSites(sites: readonly Site[]): void {
  const { selected } = stageForm.get()
  const known = new Set(selected.map(siteKey))
  stageForm.set({ selected: [...selected, ...sites.filter((site) => !known.has(siteKey(site)))] })
}
