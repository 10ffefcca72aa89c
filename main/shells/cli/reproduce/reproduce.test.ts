import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMAND_LINE } from '../../../../testing/from-sources'
import { writeDocstringModel } from '../../../../testing/docstring-model'
import { withHub } from '../../../../testing/hub-server/with-hub'
import { temporaryFolder } from '../../../../testing/model-folder'
import type { Reproduced } from './reproduce'

const PUBLISHED = 'NeelNanda/Attn_Only_4L512W_C4_Code'

/** Asynchronous, because the hub answers in this process. */
function patchbay(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...COMMAND_LINE, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ status, stdout: out.join(''), stderr: err.join('') }))
  })
}

describe('patchbay reproduce', () => {
  it('fetches the model once that is agreed to, runs all stages, and compares with what was published', async () => {
    const { hub, home } = await withHub()
    const folder = temporaryFolder()
    writeDocstringModel(folder)
    hub.add(PUBLISHED, folder)
    const [db, out] = ['runs.db', 'report.md'].map((name) => path.join(home, name))
    const asked = await patchbay('reproduce', 'docstring', '--db', db)
    expect([asked.status, asked.stderr]).toEqual([0, 'Nothing was downloaded. With --yes it is.\n'])

    const args = ['reproduce', 'docstring', '--db', db, '--count', '6', '--thresholds', '0.001,0.003']
    const { status, stderr } = await patchbay(...args, '--yes', '--out', out)
    expect([status, stderr.split('\n').at(-2)]).toEqual([0, `The report is in ${out}.`])
    const report = readFileSync(out, 'utf8')
    expect(report.split('\n')[0]).toMatch(
      /^Ran on Attn_Only_4L512W_C4_Code \(NeelNanda\/Attn_Only_4L512W_C4_Code, commit [0-9a-f]{7}\), hash [0-9a-f]{16}, with Patchbay /,
    )
    expect(report).toContain('- Prompts begin with BOS.')
    expect(report).toContain('4 to find circuits on, 2 held out to judge them.')
    expect(report.match(/\| ACDC, threshold [\d.]+ \(run \d+\) \|/g)).toHaveLength(2)
    expect(report).toContain('| published | 24 of 1,281 | 1.000 | 1.000 | 1.000, 1.000 |')

    // Nothing is computed again: what the store has is taken.
    const again = await patchbay(...args, '--json')
    const found = JSON.parse(again.stdout) as Reproduced
    expect(again.stderr).not.toContain('tests/s')
    expect(found.prompts.bos).toBe('yes')
    const { runs } = {
      runs: JSON.parse((await patchbay('runs', 'list', '--db', db, '--json')).stdout) as unknown[],
    }
    expect(runs).toHaveLength(2 + 1 + 2 * 2 + 1)
    for (const { edges, evaluation } of found.circuits) {
      if (!evaluation) expect(edges).toBe(0)
      else expect(evaluation.sharedEdges! / edges).toBeCloseTo(evaluation.precision!, 10)
    }
  })

  it('refuses a model of another shape, thresholds that are none, and a task that was not published', async () => {
    const wrong = await patchbay('reproduce', 'ioi', '--model', 'sample:induction')
    expect([wrong.status, wrong.stderr.trim()]).toEqual([
      2,
      'The published circuit of ioi is of openai-community/gpt2 (12 layers, 12 heads, MLPs); induction has 2 layers, 4 heads, no MLPs: give --model a model of that shape.',
    ])
    for (const typed of ['0.1,x', '0.1,1e999']) {
      const thresholds = await patchbay('reproduce', 'docstring', '--thresholds', typed)
      expect([thresholds.status, thresholds.stderr.trim()]).toEqual([
        2,
        `--thresholds must be numbers above 0, such as 0.1,0.05,0.02, not ${typed}.`,
      ])
    }
    const many = await patchbay('reproduce', 'docstring', '--count', '10001')
    expect([many.status, many.stderr.trim()]).toEqual([
      2,
      '--count must be a whole number from 4 to 10000, not "10001".',
    ])
    expect((await patchbay('reproduce', 'induction')).stderr.trim()).toBe(
      'TASK must be one of ioi, greater-than, docstring, not "induction".',
    )
  })
})
