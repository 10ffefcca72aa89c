import {
  ARCHITECTURE_TITLES,
  hubNameText,
  parseHubName,
  type CachedModel,
  type KnownModel,
} from '../../../contract'
import { formatBytes } from '../../widgets/format'

/** A model on this computer that what was typed may mean. */
export interface FoundModel {
  /** As `models.open` takes it. */
  path: string
  name: string
  origin: 'opened' | 'cache'
  /** `GPT-NeoX · 166 MB` */
  facts: string
  /** Why it cannot be opened; null where it can. */
  problem: string | null
}

/** More would be a list to read, not to choose from. */
const MOST_FOUND = 30

/** Models with all typed words in their name or path: those opened before, then those in the cache, each newest first. */
export function findModels(
  typed: string,
  known: readonly KnownModel[],
  cached: readonly CachedModel[],
): FoundModel[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ name, path }: FoundModel) =>
    words.every((word) => `${name}\n${path}`.toLowerCase().includes(word))
  const inCache = new Map(cached.map((model) => [model.path, model]))
  const openedBefore = known
    .filter(({ path }) => !path.startsWith('sample:'))
    .map((model) => openedModel(model, inCache.get(model.path)))
  const isOpened = new Set(openedBefore.map(({ path }) => path))
  const others = cached.filter(({ path }) => !isOpened.has(path)).map(cachedModel)
  return [...openedBefore, ...others].filter(matches).slice(0, MOST_FOUND)
}

function openedModel({ path, name, architecture, present }: KnownModel, cached?: CachedModel): FoundModel {
  return {
    path,
    name: cached ? path : name,
    origin: 'opened',
    facts: factsText(architecture, cached),
    problem: present ? null : 'The files are gone.',
  }
}

function cachedModel(model: CachedModel): FoundModel {
  const { path, architecture, problem } = model
  return { path, name: path, origin: 'cache', facts: factsText(architecture, model), problem }
}

function factsText(architecture: KnownModel['architecture'] | null, cached?: CachedModel): string {
  const title = architecture && ARCHITECTURE_TITLES[architecture]
  return [title, cached && formatBytes(cached.bytes)].filter(Boolean).join(' · ')
}

/** A shorter text is not meant as a name yet. */
const SHORTEST_NAME = 3

/** The name of the hub that what was typed may be, in its shortest form, where the cache does not have it; else null. */
export function hubNameIn(typed: string, cached: readonly CachedModel[]): string | null {
  const parsed = typed.length < SHORTEST_NAME ? null : parseHubName(typed)
  if (!parsed) return null
  const name = hubNameText(parsed)
  return cached.some(({ path }) => path === name) ? null : name
}
