import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../contract'
import { judgedRun } from './judgeable'

describe('the run that Judge begins with', () => {
  const runs = [{ id: 'newest' }, { id: 'in discover' }, { id: 'chosen' }] as RunSummary[]

  it('is the chosen one, else that on screen in Discover, else the newest', () => {
    expect(judgedRun(runs, 'chosen', 'in discover')?.id).toBe('chosen')
    expect(judgedRun(runs, null, 'in discover')?.id).toBe('in discover')
    expect(judgedRun(runs, 'of another model', 'of another model')?.id).toBe('newest')
    expect(judgedRun([], 'chosen', null)).toBeUndefined()
  })
})
