import { describe, expect, it } from 'vitest'
import type { SweepSpec } from '../../contract'
import { withoutPassword } from './cluster'
import { computerObstacle, handOverArgs, startArgs, submitCommand } from './sweep-computer'
import { sweepForm } from './sweep-form'

const spec = {} as SweepSpec
const form = sweepForm.get()

describe('what computes a sweep', () => {
  it('is this machine with its own number of runs at once, or workers', () => {
    expect(startArgs(spec, form)).toEqual({ spec })
    expect(startArgs(spec, { ...form, atOnce: 2 })).toEqual({ spec, settings: { runsAtOnce: 2 } })
    expect(startArgs(spec, { ...form, computer: 'redis', atOnce: 2 })).toEqual({ spec, computer: 'redis' })
  })

  it('has to be there before it starts', () => {
    const cluster = { url: 'redis://host:6379', isThere: false, refusal: null, workers: [] }
    expect(computerObstacle(form, null)).toBe(null)
    expect(computerObstacle({ ...form, computer: 'redis' }, null)).toBe(
      'Connect to a Redis: its workers compute the sweep.',
    )
    expect(computerObstacle({ ...form, computer: 'redis' }, cluster)).toBe(
      'Redis at redis://host:6379 does not answer: start once it does again.',
    )
    expect(computerObstacle({ ...form, computer: 'redis' }, { ...cluster, isThere: true })).toBe(null)
    expect(computerObstacle({ ...form, computer: 'folder', folder: ' ' }, null)).toBe(
      'Name the folder that the machines share.',
    )
  })

  it('is a script of lines as they were typed, with or without #SBATCH', () => {
    const typed = { resources: '#SBATCH --time=01:00:00\n\n --mem=8G ', setup: 'module load nodejs/24\n' }
    expect(handOverArgs(spec, { ...form, folder: ' /shared/one ', ...typed })).toEqual({
      spec,
      folder: '/shared/one',
      script: { resources: ['--time=01:00:00', '--mem=8G'], setup: ['module load nodejs/24'] },
    })
    expect(submitCommand('/shared/my sweep/')).toBe("sbatch '/shared/my sweep/array.sh'")
  })
})

describe('the address of a Redis', () => {
  it.each([
    ['redis://host:6379', 'redis://host:6379', null],
    ['redis://:secret@host:6379', 'redis://host:6379', 'secret'],
    ['rediss://me:a%40b@host', 'rediss://me@host', 'a@b'],
    ['host:6379', 'host:6379', null],
  ])('%s is shown without its password', (typed, url, password) => {
    expect(withoutPassword(typed)).toEqual({ url, password })
  })
})
