import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { withSiteNames } from '../../contract'
import { windowStorage } from './window-storage'

/**
 * The choices of the next run, each in the form it belongs to: forms that views share, and one form for the choices
 * only one method has. Kept across starts.
 */
const useForms = create<Readonly<Record<string, object>>>()(
  persist(() => ({}), { name: 'patchbay.forms', version: 1, storage: windowStorage() }),
)

interface FormOptions<Fields> {
  /** Choices within one model (its heads, its runs): reset when another model is opened. */
  ofModel?: readonly (keyof Fields)[]
  /** Ids of runs: null again when the run is deleted. */
  ofRuns?: readonly (keyof Fields)[]
  /** Where these fields were saved by earlier versions. */
  formerly?: 'patchbay.workbench' | 'patchbay.stages'
}

export interface Form<Fields extends object> {
  /** Subscribes a component to a part of the form. */
  use<Part>(select: (fields: Fields) => Part): Part
  get(): Fields
  set(change: Partial<Fields>): void
}

/** Every form that was made. */
const forms: { resetModel(): void; dropRun(id: string): void }[] = []

/** Makes a form; `name` is unique. */
export function createForm<Fields extends object>(
  name: string,
  initial: Fields,
  { ofModel = [], ofRuns = [], formerly }: FormOptions<Fields> = {},
): Form<Fields> {
  const fieldsOf = (all: Readonly<Record<string, object>>) => (all[name] as Fields | undefined) ?? initial
  const form: Form<Fields> = {
    use: (select) => useForms((all) => select(fieldsOf(all))),
    get: () => fieldsOf(useForms.getState()),
    set: (change) => useForms.setState((all) => ({ [name]: { ...fieldsOf(all), ...change } })),
  }
  const saved = useForms.getState()[name] ?? (formerly && savedFormerly(formerly))
  if (saved) form.set(known(saved, initial))
  forms.push({
    resetModel: () =>
      form.set(Object.fromEntries(ofModel.map((field) => [field, initial[field]])) as Partial<Fields>),
    dropRun: (id) => {
      const gone = ofRuns.filter((field) => form.get()[field] === id)
      if (gone.length > 0) form.set(Object.fromEntries(gone.map((field) => [field, null])) as Partial<Fields>)
    },
  })
  return form
}

/** Subscribes a component to all forms, since what would be started depends on several; a new object after every change. */
export function useAllForms(): object {
  return useForms()
}

/** Another model is open: choices within the one before mean nothing in it. */
export function resetModelChoices(): void {
  for (const form of forms) form.resetModel()
}

/** A run was deleted. */
export function dropRunFromForms(id: string): void {
  for (const form of forms) form.dropRun(id)
}

/** The saved fields that the form still has. JSON has no NaN: a field left empty gets its initial value. */
function known<Fields extends object>(saved: object, initial: Fields): Partial<Fields> {
  const kept = Object.entries(saved).filter(([field, value]) => {
    if (!(field in initial) || value === undefined) return false
    return value !== null || initial[field as keyof Fields] === null
  })
  return Object.fromEntries(kept) as Partial<Fields>
}

function savedFormerly(key: string): object | undefined {
  const text = typeof localStorage === 'undefined' ? null : localStorage.getItem(key)
  if (!text) return undefined
  try {
    const { state } = JSON.parse(text) as { state?: object }
    return state && (withSiteNames(state) as object)
  } catch {
    // Nothing readable was saved: the form begins with its initial values.
    return undefined
  }
}
