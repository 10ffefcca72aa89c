import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runConfigSchema } from '../../../../contract'
import { Store, type StoredRun } from '../../../store'
import { commandsOnReference, LOGIT_DIFF } from '../../../../testing/commands-on-reference'
import { shellCommand } from '../../../../testing/from-sources'

const { on, patchbay, task, inFolder } = commandsOnReference('as-command')

/** A run by its number, with the hash of all that determines its result. */
function show(number: number): StoredRun & { configuration: string | null } {
  const store = new Store(inFolder('runs.db'))
  const { id } = store.runs.list().find((run) => run.number === number)!
  const run = { ...store.runs.get(id), configuration: store.runs.configurationOf(id) }
  store.close()
  return run
}

/** What a run was made of; an ablation that was left out is `resample`. */
function madeOf({ config, provenance, configuration }: ReturnType<typeof show>) {
  const { prompts, ...choices } = runConfigSchema.parse(config)
  return {
    ...choices,
    configuration,
    rows: prompts.rows,
    dataHash: provenance!.dataHash,
    modelHash: provenance!.modelHash,
  }
}

/** Types a line into a shell in which `patchbay` is the command line from source. */
function type(line: string) {
  return shellCommand(line, { env: { ...process.env, PATCHBAY_DB: inFolder('runs.db') } })
}

describe('patchbay runs command', () => {
  it('prints what a shell runs to the same run again', () => {
    const started = [
      on(task.modelPath, 'acdc', '--metric', 'kl', '--threshold', '0.02', '--name', "it's $one"),
      on(task.modelPath, 'eap', ...LOGIT_DIFF),
      on(task.modelPath, 'edges', ...LOGIT_DIFF, '--into', 'logits', '--mlps', 'recomputed'),
      on(task.modelPath, 'evaluate', '--circuit', 'run:1', '--top', '1,2'),
    ]
    expect(started.map(({ status }) => status)).toEqual([0, 0, 0, 0])
    for (const [i] of started.entries()) {
      const { stdout, stderr } = patchbay('runs', 'command', String(i + 1))
      expect([stderr, stdout.split('\n').length]).toEqual(['', 2])
      expect(type(stdout).status).toBe(0)
      const [first, again] = [show(i + 1), show(started.length + i + 1)]
      expect(madeOf(again)).toEqual(madeOf(first))
      expect(again.summary.metricFinal).toEqual(first.summary.metricFinal)
    }
    expect(show(5).summary.name).toBe("it's $one")
  })

  it('names a file of its prompts that it writes, which are the same', () => {
    const file = inFolder('saved prompts.json')
    const { stdout } = patchbay('runs', 'command', '2', '--save-prompts', file)
    expect(stdout).toContain(`--prompts '${file}'`)
    expect(JSON.parse(readFileSync(file, 'utf8')).prompts.length).toBe(show(2).config!.prompts.rows.length)
    expect(type(stdout).status).toBe(0)
    expect(madeOf(show(9)).dataHash).toBe(madeOf(show(2)).dataHash)
  })

  it('prints scripts of other programs', () => {
    expect(patchbay('runs', 'command', '2', '--as', 'eap-ig').stdout).toContain('method="EAP"')
    expect(patchbay('runs', 'command', '1', '--as', 'auto-circuit').stdout).toContain('tao_bases=[0.02]')
    expect(patchbay('runs', 'command', '1', '--as', 'word').stderr).toBe(
      '--as must be one of eap-ig, auto-circuit, not "word".\n',
    )
  })

  it('starts a run again with changes, and refuses those that it cannot have', () => {
    const again = (...more: string[]) => patchbay('runs', 'again', '1', ...more)
    expect(again('--set', 'threshold=0.5', '--set', 'order=heads-ascending').status).toBe(0)
    expect(show(10).config).toMatchObject({ threshold: 0.5, order: 'heads-ascending', metric: 'kl' })
    expect(again('--set', 'tau=1').stderr).toMatch(/^ACDC has no "tau": it has model, metric, threshold, /)
    expect(again('--set', 'threshold=high').stderr).toMatch(/^threshold cannot be that: .*\.\n$/)
    expect(again('--set', 'threshold').stderr).toBe(
      '--set takes NAME=VALUE, such as threshold=0.05, not "threshold".\n',
    )
  })
})

it('notes are written, shown and taken back, and a name too', () => {
  const note = (...more: string[]) => patchbay('runs', 'note', '2', ...more).stdout
  expect(note()).toBe('Run 2 has no note.\n')
  expect(note('Look at 0.1.')).toBe('Run 2 has its note.\n')
  expect(note()).toBe('Look at 0.1.\n')
  expect(patchbay('runs', 'show', '2').stdout).toContain('\nnote: Look at 0.1.\n')
  expect(note('')).toBe('Run 2 has no note any more.\n')
  expect(patchbay('runs', 'rename', '2', 'all edges').stdout).toBe('Run 2 is called all edges.\n')
  expect(patchbay('runs', 'rename', '2', '').stdout).toBe('Run 2 is called EAP logit_diff, prompts.\n')
})

it('runs are listed in the columns that are asked for', () => {
  const { stdout } = patchbay('runs', 'list', '--columns', 'number,name,result')
  expect(stdout).toMatch(/^RUN +NAME +RESULT\n/)
  expect(stdout).toMatch(/\n2 +EAP logit_diff, prompts +\d+ edges scored\n/)
  expect(patchbay('runs', 'list', '--columns', 'number,nothing').stderr).toMatch(
    /^--columns must be one of number, name, /,
  )
})
