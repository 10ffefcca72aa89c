import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandsOnReference } from '../../../../testing/commands-on-reference'

const { patchbay, prompts, task, inFolder } = commandsOnReference('sweep-command')

const sweep = (...more: string[]) =>
  patchbay(
    'sweep',
    'start',
    'acdc',
    '--model',
    task.modelPath,
    '--prompts',
    prompts,
    '--metric',
    'kl',
    ...more,
  )

describe('patchbay sweep', () => {
  it('computes a sweep with a line for each run, nothing twice, and writes it as a table', () => {
    const planned = sweep('--thresholds', '1:0.01:2', '--dry-run')
    expect(planned.stdout).toMatch(
      /^2 circuits: 4 runs to compute, 0 computed before and reused\. The largest run needs about [\d.]+ MB\.\n$/,
    )

    const first = sweep('--thresholds', '1:0.01:2', '--name', 'two ends')
    expect(first.status).toBe(0)
    const lines = first.stderr.split('\n').filter((line) => line.startsWith('['))
    expect(lines.map((line) => line.replace(/, run \d+$/, ''))).toEqual([
      '[1/4] found τ 1',
      expect.stringMatching(/^\[2\/4\] judged τ 1/),
      '[3/4] found τ 0.01',
      '[4/4] judged τ 0.01',
    ])
    expect(first.stdout).toMatch(
      /^two ends: acdc on \S+, prompts\.json \(8 prompts\), kl\ndone: 4 of 4 runs done, 0 of/,
    )
    expect(first.stdout).toMatch(/\nVALUE +EDGES +FAITHFULNESS +RANDOM +KL +WORST/)

    const again = sweep('--thresholds', '0.01,1')
    expect(again.stderr).toMatch(/\[1\/4\] found τ 0\.01, run \d+ computed before/)
    expect(again.stdout).toContain('4 of 4 runs done, 3 of them computed before')

    const file = inFolder('sweep.csv')
    expect(patchbay('sweep', 'export', '1', '--out', file).status).toBe(0)
    const [head, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(head).toMatch(/^threshold,edges,edges_after_pruning,faithfulness,kl,/)
    expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '0.01'])
  })

  it('refuses what was typed wrong with a sentence, before anything is opened', () => {
    const wrong = sweep('--thresholds', '0.1;0.2')
    expect([wrong.status === 0, wrong.stderr]).toEqual([
      false,
      '--thresholds must be numbers separated by commas such as 0.1,0.03,0.01, not "0.1;0.2".\n',
    ])
    expect(patchbay('sweep', 'status', '9').stderr).toBe('There is no sweep "9": see patchbay sweep list.\n')
  })
})
