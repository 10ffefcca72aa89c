import { afterEach, expect, it, vi } from 'vitest'
import { createForm, resetModelChoices, dropRunFromForms } from './forms'

it('a form keeps its own fields, even where another form has fields of the same name', () => {
  const one = createForm('test of one', { steps: 5, path: '' })
  const other = createForm('test of another', { steps: 1 })
  one.set({ steps: 7 })
  expect(one.get()).toEqual({ steps: 7, path: '' })
  expect(other.get()).toEqual({ steps: 1 })
})

it('choices within a model are reset when another is opened', () => {
  const form = createForm('test of a model', { path: '', steps: 5 }, { ofModel: ['path'] })
  form.set({ path: 'a0.h1->logits', steps: 7 })
  resetModelChoices()
  expect(form.get()).toEqual({ path: '', steps: 7 })
})

it('a deleted run is chosen in no form', () => {
  const form = createForm<{ judged: string | null; reference: string | null }>(
    'test of runs',
    { judged: null, reference: null },
    { ofRuns: ['judged', 'reference'] },
  )
  form.set({ judged: 'one', reference: 'two' })
  dropRunFromForms('one')
  expect(form.get()).toEqual({ judged: null, reference: 'two' })
})

/** The forms of a program that is started with this saved in its window. */
async function startedWith(saved: Record<string, object>) {
  const items = new Map(
    Object.entries(saved).map(([key, state]) => [key, JSON.stringify({ state, version: 1 })]),
  )
  const localStorage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  }
  vi.stubGlobal('localStorage', localStorage)
  vi.stubGlobal('window', { localStorage })
  vi.resetModules()
  return { ...(await import('./forms')), items }
}
afterEach(() => vi.unstubAllGlobals())

it('takes over what an earlier version saved elsewhere, and keeps its own from then on', async () => {
  const old = { threshold: 0.3, order: null, runId: 'r' }
  const first = await startedWith({ 'patchbay.workbench': old })
  const initial = { threshold: 0.02, order: 'reference' }
  const form = first.createForm('acdc', initial, { formerly: 'patchbay.workbench' })
  // A field that was saved empty gets its initial value.
  expect(form.get()).toEqual({ threshold: 0.3, order: 'reference' })
  form.set({ threshold: 0.5 })
  const kept = JSON.parse(first.items.get('patchbay.forms')!) as { state: object }
  const later = await startedWith({ 'patchbay.forms': kept.state, 'patchbay.workbench': old })
  expect(later.createForm('acdc', initial, { formerly: 'patchbay.workbench' }).get().threshold).toBe(0.5)
})

it('takes over the sites that an earlier version called places', async () => {
  const selected = [
    { place: 'heads-by-position', layer: 1, head: 2, pos: 3 },
    { place: 'mlp', layer: 0 },
    { place: 'of no model', layer: 0 },
  ]
  await startedWith({ 'patchbay.stages': { places: ['resid', 'heads-by-position'], selected, top: 7 } })
  const { screenForm, stageForm } = await import('./stage-form')
  expect(screenForm.get().sites).toEqual(['resid', 'heads-by-position'])
  expect(stageForm.get()).toMatchObject({
    top: 7,
    selected: [
      { site: 'heads', layer: 1, head: 2, pos: 3 },
      { site: 'mlp', layer: 0 },
    ],
  })
})
