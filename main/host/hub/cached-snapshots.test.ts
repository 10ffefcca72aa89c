import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { pinnedPath, resolveModelPath } from '../files/model-path'
import { cacheFolder } from './cache-folder'
import { commitsIn, findSnapshot, folderOfRepository, refsIn, sourceOf } from './cached-snapshots'

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)]
let cache: string

beforeEach(() => {
  cache = temporaryFolder()
  vi.stubEnv('HF_HUB_CACHE', cache)
  return () => vi.unstubAllEnvs()
})

/** A snapshot as the Python library leaves it: links into blobs, or files where links are impossible. */
function addSnapshot(
  repo: string,
  commit: string,
  { refs = [] as string[], isLinked = true, weights = 'model.safetensors' } = {},
) {
  const repository = path.join(cache, `models--${repo.replace('/', '--')}`)
  const snapshot = path.join(repository, 'snapshots', commit)
  mkdirSync(snapshot, { recursive: true })
  mkdirSync(path.join(repository, 'blobs'), { recursive: true })
  for (const name of ['config.json', weights]) {
    const blob = path.join(repository, 'blobs', `${commit.slice(0, 7)}${name}`)
    writeFileSync(isLinked ? blob : path.join(snapshot, name), '{}')
    if (isLinked) symlinkSync(path.relative(snapshot, blob), path.join(snapshot, name))
  }
  for (const ref of refs) {
    mkdirSync(path.dirname(path.join(repository, 'refs', ref)), { recursive: true })
    writeFileSync(path.join(repository, 'refs', ref), commit)
  }
  return { repository, snapshot }
}

describe('the folder of the cache', () => {
  it('is where the Python library has it', () => {
    vi.stubEnv('HOME', '/home/me')
    const at = (values: Record<string, string>) => {
      for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'])
        vi.stubEnv(name, values[name] ?? '')
      return cacheFolder()
    }
    expect(at({})).toBe('/home/me/.cache/huggingface/hub')
    expect(at({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub')
    expect(at({ HF_HOME: '~/hf', XDG_CACHE_HOME: '/x' })).toBe('/home/me/hf/hub')
    expect(at({ HF_HUB_CACHE: '$HOME/c', HF_HOME: '/h' })).toBe('/home/me/c')
    expect(at({ HUGGINGFACE_HUB_CACHE: '/old', HF_HOME: '/h' })).toBe('/old')
  })
})

describe('a name in the cache', () => {
  it('leads to the commit of its revision, by links or copies', () => {
    const linked = addSnapshot('org/tiny', A, { refs: ['main', 'refs/pr/1'] })
    const copied = addSnapshot('gpt2', B, { refs: ['main'], isLinked: false })
    expect(resolveModelPath('org/tiny')).toBe(linked.snapshot)
    expect(resolveModelPath('https://huggingface.co/org/tiny/tree/main')).toBe(linked.snapshot)
    expect(resolveModelPath('org/tiny@refs/pr/1')).toBe(linked.snapshot)
    expect(resolveModelPath('gpt2')).toBe(copied.snapshot)
    expect(resolveModelPath(`gpt2@${B.slice(0, 7)}`)).toBe(copied.snapshot)
    expect(
      refsIn(linked.repository)
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual(['main', 'refs/pr/1'])
  })

  it('that is not there says how it is downloaded', () => {
    const sentence = (name: string, is: string) =>
      `${name} is ${is}; nothing was downloaded: press Download or run \`patchbay pull ${name}\`.`
    const refused = (name: string, is = 'not in the local cache') =>
      expect(() => resolveModelPath(name)).toThrow(
        expect.objectContaining({ code: 'not-cached', message: sentence(name, is) }),
      )
    refused('EleutherAI/pythia-70m')
    refused('gpt2')
    addSnapshot('openai-community/gpt2', A, { refs: ['main'] })
    refused('gpt2', 'not in the local cache (openai-community/gpt2 is)')
    addSnapshot('org/other', A)
    refused('org/other', 'not in the local cache (org/other@aaaaaaa is)')
    refused('openai-community/gpt2@step9', 'not in the local cache (openai-community/gpt2@aaaaaaa is)')
  })

  it('without its weights, or some of them, is not there', () => {
    const partly =
      /^org\/(half|parts) is in the local cache without all of its weights; nothing was downloaded: press/
    const without = (name: string, file: string) =>
      `${name} is in the local cache without its ${file}; nothing was downloaded: press Download or run \`patchbay pull ${name}\`.`
    const { snapshot } = addSnapshot('org/half', A, { refs: ['main'] })
    rmSync(path.join(realpathSync(snapshot), 'model.safetensors'))
    expect(() => resolveModelPath('org/half')).toThrow(partly)
    const parts = addSnapshot('org/parts', A, { refs: ['main'], weights: 'model-00001-of-00002.safetensors' })
    expect(() => resolveModelPath('org/parts')).toThrow(partly)
    writeFileSync(path.join(parts.snapshot, 'model-00002-of-00002.safetensors'), '')
    expect(() => resolveModelPath('org/parts')).toThrow(without('org/parts', 'model.safetensors.index.json'))
    writeFileSync(path.join(parts.snapshot, 'model.safetensors.index.json'), '{}')
    expect(resolveModelPath('org/parts')).toBe(parts.snapshot)
    rmSync(path.join(parts.snapshot, 'config.json'))
    expect(() => resolveModelPath('org/parts')).toThrow(without('org/parts', 'config.json'))
  })

  it('is a path only where one of that name is there, not where its owner is the name of a folder', () => {
    const here = temporaryFolder()
    mkdirSync(path.join(here, 'org/tiny'), { recursive: true })
    addSnapshot('org/tiny', A, { refs: ['main'] })
    const absent = addSnapshot('org/absent', A, { refs: ['main'] })
    const before = process.cwd()
    process.chdir(here)
    try {
      expect(resolveModelPath('org/tiny')).toBe('org/tiny')
      expect(resolveModelPath('org/absent')).toBe(absent.snapshot)
      expect(resolveModelPath('./org/absent')).toBe('./org/absent')
      expect(() => resolveModelPath('org/none')).toThrow(
        `org/none is not in the local cache, nor a file or folder in ${path.join(process.cwd(), 'org')}; nothing was downloaded: press Download or run \`patchbay pull org/none\`.`,
      )
    } finally {
      process.chdir(before)
    }
  })
})

describe('a folder of the cache', () => {
  it('of a repository is its default revision, or the only one', () => {
    const { repository, snapshot } = addSnapshot('org/tiny', A)
    expect(folderOfRepository(repository)).toBe(snapshot)
    const other = addSnapshot('org/tiny', B)
    expect(folderOfRepository(repository)).toBe(repository)
    addSnapshot('org/tiny', B, { refs: ['main'], isLinked: false })
    expect(folderOfRepository(repository)).toBe(other.snapshot)
    expect(commitsIn(repository).length).toBe(2)
    writeFileSync(path.join(repository, 'refs/main'), 'c'.repeat(40))
    expect(folderOfRepository(repository)).toBe(repository)
    rmSync(snapshot, { recursive: true })
    expect(folderOfRepository(repository)).toBe(other.snapshot)
    expect(folderOfRepository(cache)).toBe(cache)
  })

  it('shows repository and commit, wherever the cache was moved', () => {
    const { repository, snapshot } = addSnapshot('org/tiny', A)
    const source = { repo: 'org/tiny', commit: A }
    expect(sourceOf(snapshot)).toEqual(source)
    expect(sourceOf(path.join(snapshot, 'model.safetensors'))).toEqual(source)
    expect(sourceOf(repository)).toBe(null)
    expect(sourceOf('/models/snapshots/tiny')).toBe(null)
  })
})

it('a run goes on with the commit with which it began, while that is there', () => {
  const { snapshot } = addSnapshot('org/tiny', A, { refs: ['main'] })
  addSnapshot('org/tiny', B, { refs: ['main'] })
  const source = { repo: 'org/tiny', commit: A }
  expect(findSnapshot({ repo: 'org/tiny', revision: 'main' })?.commit).toBe(B)
  expect(pinnedPath('org/tiny', source)).toBe(`org/tiny@${A}`)
  expect(pinnedPath(snapshot, source)).toBe(snapshot)
  expect(pinnedPath('org/tiny', null)).toBe('org/tiny')
  rmSync(snapshot, { recursive: true })
  expect(pinnedPath('org/tiny', source)).toBe('org/tiny')
})
