import { describe, expect, it } from 'vitest'
import type { CachedModel, KnownModel } from '../../../contract'
import { findModels, hubNameIn } from './find-models'

const known = (path: string, present = true): KnownModel => ({
  ...{ path, name: path.split('/').at(-1)!, architecture: 'gpt2', edgeCount: 1, openedAt: 0, present },
})
const cached = (path: string, problem: string | null = null): CachedModel => ({
  ...{ path, repo: path, revisions: ['main'], commit: 'a'.repeat(40), folder: `/cache/${path}` },
  ...{ bytes: 166_029_852, changedAt: 0, architecture: problem ? null : 'gpt-neox', problem },
})

const KNOWN = [known('/models/gpt2-small'), known('EleutherAI/pythia-70m'), known('/gone/gpt2', false)]
const CACHED = [
  cached('EleutherAI/pythia-70m'),
  cached('EleutherAI/pythia-160m'),
  cached('state-spaces/mamba-130m', 'The architecture mamba is not supported.'),
]
const namesOf = (typed: string) => findModels(typed, KNOWN, CACHED).map(({ name }) => name)

describe('models on this computer', () => {
  it('are listed once each: those opened before, then those in the cache', () => {
    expect(namesOf('')).toEqual([
      ...['gpt2-small', 'EleutherAI/pythia-70m', 'gpt2'],
      ...['EleutherAI/pythia-160m', 'state-spaces/mamba-130m'],
    ])
  })

  it('are found by every word that is typed, in any case and order', () => {
    expect(namesOf('PYTHIA eleuther')).toEqual(['EleutherAI/pythia-70m', 'EleutherAI/pythia-160m'])
    expect(namesOf('160')).toEqual(['EleutherAI/pythia-160m'])
    expect(namesOf('/models')).toEqual(['gpt2-small'])
    expect(namesOf('llama')).toEqual([])
  })

  it('have their facts, and why they cannot be opened', () => {
    const [small, pythia, gone, , mamba] = findModels('', KNOWN, CACHED)
    expect(small).toMatchObject({ facts: 'GPT-2', problem: null, origin: 'opened' })
    expect(pythia).toMatchObject({ facts: 'GPT-2 · 166 MB', origin: 'opened' })
    expect(gone.problem).toBe('The files are gone.')
    expect(mamba).toMatchObject({ facts: '166 MB', origin: 'cache' })
    expect(mamba.problem).toContain('mamba')
  })

  it('leave samples to their cards, and are so few that they can be read', () => {
    const many = Array.from({ length: 500 }, (_, i) => cached(`org/model-${i}`))
    expect(findModels('', [known('sample:induction')], many)).toHaveLength(30)
    expect(findModels('induction', [known('sample:induction')], [])).toEqual([])
  })
})

describe('a name of the hub', () => {
  it('is what can be one and is not in the cache', () => {
    expect(hubNameIn('EleutherAI/pythia-410m', CACHED)).toBe('EleutherAI/pythia-410m')
    expect(hubNameIn('https://huggingface.co/openai-community/gpt2', CACHED)).toBe('openai-community/gpt2')
    expect(hubNameIn('gpt2@main', CACHED)).toBe('gpt2')
    expect(hubNameIn('EleutherAI/pythia-70m', CACHED)).toBeNull()
    expect(hubNameIn('EleutherAI/pythia-70m@step1000', CACHED)).toBe('EleutherAI/pythia-70m@step1000')
  })

  it.each(['', 'gp', '/models/gpt2', '~/gpt2', './gpt2', 'model.onnx', 'two words', 'C:\\models'])(
    'is not %j',
    (typed) => expect(hubNameIn(typed, [])).toBeNull(),
  )
})
