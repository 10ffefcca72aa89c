import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { METRICS, PatchbayError, type SampleInfo } from '../../../contract'

const catalogSchema = z.array(
  z.object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    folder: z.string(),
    prompts: z
      .array(
        z.object({
          name: z.string(),
          title: z.string(),
          /** Inside the folder. */
          file: z.string(),
          metric: z.enum(METRICS),
          threshold: z.number(),
        }),
      )
      .nonempty(),
  }),
)
type Sample = z.infer<typeof catalogSchema>[number]

const PREFIX = 'sample:'

/** The samples that ship, in the catalog's order. */
export function listSamples(): SampleInfo[] {
  return catalog().map(({ name, title, description, prompts }) => ({
    ...{ name, title, description, path: PREFIX + name },
    prompts: prompts.map((set) => {
      return { id: PREFIX + set.name, title: set.title, metric: set.metric, threshold: set.threshold }
    }),
  }))
}

export function isSample(idOrPath: string): boolean {
  return idOrPath.startsWith(PREFIX)
}

/** The model's folder of `sample:NAME`. @throws PatchbayError (not-found) */
export function sampleFolder(id: string): string {
  return path.join(samplesFolder(), findNamed(id, catalog()).folder)
}

/** The prompts of `sample:NAME` as text: a set's own name, or the model's for its first set. */
export function readSamplePrompts(id: string): { title: string; fileName: string; text: string } {
  const sets = catalog().flatMap(({ folder, prompts }) => prompts.map((set) => ({ ...set, folder })))
  const model = catalog().find(({ name }) => PREFIX + name === id)
  const { title, folder, file } = findNamed(model ? PREFIX + model.prompts[0].name : id, sets)
  return { title, fileName: file, text: readFileSync(path.join(samplesFolder(), folder, file), 'utf8') }
}

/** @throws PatchbayError (not-found) */
function findNamed<T extends { name: string }>(id: string, samples: readonly T[]): T {
  const found = samples.find(({ name }) => PREFIX + name === id)
  if (found) return found
  const names = samples.map(({ name }) => PREFIX + name).join(', ')
  throw new PatchbayError('not-found', `There is no sample "${id}": the samples are ${names}.`)
}

let cachedCatalog: Sample[] | null = null

function catalog(): Sample[] {
  cachedCatalog ??= catalogSchema.parse(
    JSON.parse(readFileSync(path.join(samplesFolder(), 'catalog.json'), 'utf8')),
  )
  return cachedCatalog
}

/** `samples/` beside us or above us (the project's folder), or among the resources of a packaged app. */
function samplesFolder(): string {
  const { resourcesPath } = process as { resourcesPath?: string }
  const starts = resourcesPath ? [resourcesPath, import.meta.dirname] : [import.meta.dirname]
  for (const start of starts) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (existsSync(path.join(folder, 'samples/catalog.json'))) return path.join(folder, 'samples')
      if (path.dirname(folder) === folder) break
    }
  }
  throw new PatchbayError('internal', 'The samples folder is missing from this installation.')
}
