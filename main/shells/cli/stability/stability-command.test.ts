import { describe, expect, it } from 'vitest'
import { commandsOnReference } from '../../../../testing/commands-on-reference'

const { patchbay, on, task } = commandsOnReference('stability-command')

describe('patchbay stability', () => {
  it('finds the circuit again on samples of its prompts, and says how alike the circuits are', () => {
    expect(on(task.modelPath, 'acdc', '--metric', 'logit_diff', '--threshold', '0.02').status).toBe(0)
    const first = patchbay('stability', 'run:1', '--resamples', '3')
    expect(first.stderr).toContain('[1/4] found not resampled, run 1 computed before')
    expect(first.status).toBe(0)
    expect(first.stdout).toMatch(/^Stability of .+: acdc on \S+, prompts\.json \(8 prompts\), logit_diff\n/)
    expect(first.stdout).toMatch(/\n3 circuits over 3 resamples, of .*edges/)
    expect(first.stdout).toMatch(/\nall +\d\.\d\d +\d\.\d\d +3\nby resamples +\d\.\d\d +\d\.\d\d +3\n/)
    expect(first.stdout).toMatch(/\nKEPT +CORE \(>= 90 %\) +CONTINGENT +NOISE \(<= 10 %\) +NEVER\n/)
    const [measured] = JSON.parse(patchbay('stability', 'sweep:1', '--json').stdout)
    expect(measured).toMatchObject({ circuits: 3, sweep: { number: 1 } })
    expect(Object.keys(measured.kept.edges).every((name) => name.includes('->'))).toBe(true)
  })

  it('refuses what was typed wrong with a sentence', () => {
    const said = (...args: string[]) => patchbay('stability', ...args).stderr
    expect(said('run:1', '--resamples', '1')).toBe(
      '--resamples must be a whole number from 2 to 1000, not "1".\n',
    )
    expect(said('run:9')).toBe('There is no run "9": see patchbay runs list.\n')
    expect(said('sweep:9')).toBe('There is no sweep "9": see patchbay sweep list.\n')
    expect(said('sweep:1', '--top', '9')).toBe(
      '--top is for the circuit of a run: of a sweep, its own circuits are compared.\n',
    )
  })
})
