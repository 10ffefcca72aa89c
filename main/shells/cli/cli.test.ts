import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CircuitFile, MemoryNeed, PatchbayBlock, RunDetail } from '../../../contract'
import { COMMAND_LINE, ROOT, runCommandLine } from '../../../testing/from-sources'
import { slowPrompts } from '../../../testing/slow-prompts'
import { spoil } from '../../../testing/raw-store'

const samplePrompts = path.join(ROOT, 'samples/induction/prompts.json')
const tiny = path.join(ROOT, 'fixtures/gpt2-tiny')

let folder: string
let slowFile: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cli-'))
  slowFile = path.join(folder, 'slow.json')
  const prompts = slowPrompts(800).map(({ wrongAnswers, ...prompt }) => {
    return { ...prompt, wrong_answers: wrongAnswers }
  })
  writeFileSync(slowFile, JSON.stringify({ prompts }))
})
afterAll(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string) => path.join(folder, name)
const env = () => ({ ...process.env, PATCHBAY_DB: inFolder('default.db') })

const patchbay = (...args: string[]) => runCommandLine(args, { env: env() })

const acdc = (...more: string[]) =>
  patchbay('acdc', '--model', 'sample:induction', '--prompts', samplePrompts, '--metric', 'kl', ...more)

describe('patchbay runs fork', () => {
  it('goes on from a decision at another threshold, and says from what', () => {
    const db = ['--db', inFolder('fork.db')]
    expect(acdc('--threshold', '0.02', ...db).status).toBe(0)
    const at = (...more: string[]) => patchbay('runs', 'fork', '1', ...more, ...db)
    const forked = at('--at', '30', '--threshold', '100', '--name', 'a fork')
    expect(forked.stdout).toContain('forked from Run 1 at decision 30: up to there at threshold 0.02\n')
    expect(forked.status).toBe(0)
    const { config, summary } = JSON.parse(patchbay('runs', 'show', '2', '--json', ...db).stdout) as RunDetail
    expect(summary).toMatchObject({ name: 'a fork', threshold: 100, state: 'done', edgesDecided: 81 })
    expect(config).toMatchObject({ startFrom: { step: 30 } })
    expect(at('--at', '0', '--threshold', '1').stderr).toBe(
      '--at must be a whole number from 1 on, not "0".\n',
    )
    expect(at('--at', '81', '--threshold', '1').stderr).toContain('Decision 81 is the last of Run 1')
  })
})

describe('patchbay acdc', () => {
  it('writes the circuit, with progress on stderr only', () => {
    const { status, stdout, stderr } = acdc(
      '--threshold',
      '0.02',
      '--name',
      'first',
      '--out',
      inFolder('c.json'),
    )
    expect(status).toBe(0)
    expect(stdout).toMatch(/^first \(id [0-9a-f]{12}\) done in .*: 5 of 81 edges kept, \d+ tests\.\nkl: /)
    expect(stdout).toContain(`The circuit is in ${inFolder('c.json')}.\n`)
    expect(stderr).toMatch(/^first: \[\.{24}\] 0\/81 edges, 0 kept/m)
    expect(stderr).toMatch(
      /^memory: about \d+ MB needed, [\d.]+ [GM]B may be used \(70 % of what is free\)$/m,
    )
    const { patchbay: block, edges } = JSON.parse(readFileSync(inFolder('c.json'), 'utf8')) as CircuitFile
    expect(block).toMatchObject({
      metric: 'kl',
      threshold: 0.02,
      edges_total: 81,
      edges_kept: 5,
      order: 'reference',
    })
    expect(Object.values(edges).filter((edge) => edge.in_graph).length).toBe(5)
  })

  it('says in the JSON of a run what memory it needed', () => {
    const out = ['--out', inFolder('with-run.json'), '--db', inFolder('memory.db')]
    const { status, stdout } = acdc('--threshold', '0.02', '--json', ...out)
    expect(status).toBe(0)
    const { memory } = JSON.parse(stdout) as { memory: MemoryNeed }
    expect(memory).toMatchObject({ weights: 'held', promptsAtOnce: memory.promptCount, refusal: null })
    expect(memory.peakBytes).toBeGreaterThan(memory.uses.program)
  })

  it('gives the circuit as JSON on stdout, and every choice is taken', () => {
    const db = inFolder('choices.db')
    const more = ['--threshold=-1', '--order', 'heads-ascending', '--absolute', '--json', '--db', db]
    const { status, stdout } = acdc(...more)
    expect(status).toBe(0)
    const block = (JSON.parse(stdout) as CircuitFile).patchbay as PatchbayBlock
    expect(block).toMatchObject({ threshold: -1, absolute: true, order: 'heads-ascending', edges_kept: 81 })
    expect(existsSync(db)).toBe(true)
  })

  it('computes with the settings that are given, and records them', () => {
    const db = inFolder('settings.db')
    const { status } = acdc(
      '--threshold',
      '0.02',
      '--threads',
      '1',
      '--batch',
      '2',
      '--device',
      'cpu',
      '--db',
      db,
    )
    expect(status).toBe(0)
    expect(patchbay('runs', 'show', '1', '--db', db).stdout).toContain(
      'computed with 1 thread, up to 2 cuts at once, cpu\n',
    )
    const shown = JSON.parse(patchbay('runs', 'show', '1', '--json', '--db', db).stdout) as RunDetail
    expect(shown.settings).toEqual([{ threads: 1, batch: 2, device: 'cpu' }])
  })

  it('refuses bad input with one sentence and exit code 2, and leaves no run', () => {
    const before = patchbay('runs', 'list').stdout
    const refusals: [string[], string][] = [
      [['--threshold', 'abc'], '--threshold must be a number such as 0.05, not "abc".'],
      [['--threshold', ''], '--threshold must be a number such as 0.05, not "".'],
      [['--threshold', 'Infinity'], '--threshold must be a number such as 0.05, not "Infinity".'],
      [
        ['--threshold', '1', '--metric', 'loss'],
        '--metric must be one of kl, logit_diff, log_prob, nll, prob_diff, not "loss".',
      ],
      [
        ['--threshold', '1', '--order', 'up'],
        '--order must be one of reference, heads-ascending, eap, not "up".',
      ],
      [['--threshold', '1', '--prompts', 'none.json'], 'There is no file none.json.'],
      [['--threshold', '1', '--prompts', folder], `${folder} cannot be read: it is a folder.`],
      [
        ['--threshold', '1', '--model', 'sample:x'],
        'There is no sample "sample:x": the samples are sample:induction, sample:trained.',
      ],
      [
        ['--threshold', '1', '--out', '/no/such/c.json'],
        '--out /no/such/c.json: there is no folder /no/such.',
      ],
      [['--threshold', '1', '--threads', '0'], '--threads must be a whole number from 1 to 64, not "0".'],
      [['--threshold', '1', '--batch', '17'], '--batch must be a whole number from 1 to 16, not "17".'],
      [['--threshold', '1', '--batch', '2.5'], '--batch must be a whole number from 1 to 16, not "2.5".'],
      [
        ['--threshold', '1', '--device', 'gpu'],
        '--device must be one of cpu, webgpu, dml, coreml, not "gpu".',
      ],
      [[], "required option '--threshold <T>' not specified"],
      [['--threshold', '1', '--treshold', '1'], "unknown option '--treshold'\n(Did you mean --threshold?)"],
    ]
    for (const [args, sentence] of refusals) {
      expect(acdc(...args)).toEqual({ status: 2, stdout: '', stderr: `${sentence}\n` })
    }
    expect(patchbay('runs', 'list').stdout).toBe(before)
  })

  it('is interrupted by Ctrl-C with exit code 130, and resumes to the identical circuit', async () => {
    const slow = ['--model', tiny, '--prompts', slowFile, '--metric', 'logit_diff', '--threshold', '0.004']
    const db = inFolder('slow.db')
    const { status, stderr } = await interrupted(['acdc', ...slow, '--db', db])
    expect(status).toBe(130)
    const [run] = JSON.parse(patchbay('runs', 'list', '--json', '--db', db).stdout) as {
      id: string
      state: string
      edgesDecided: number
    }[]
    expect(run.state).toBe('interrupted')
    expect(
      stderr.endsWith(
        `Interrupted. What was decided is saved; to go on: patchbay runs resume ${run.id} --db ${db}\n`,
      ),
    ).toBe(true)
    const resumed = patchbay('runs', 'resume', run.id, '--db', db, '--json')
    expect(resumed.status).toBe(0)
    const whole = patchbay('acdc', ...slow, '--json', '--db', inFolder('whole.db'))
    const resultOf = (stdout: string) => {
      const { patchbay: block, ...circuit } = JSON.parse(stdout) as CircuitFile
      const { decisions, effects, measurements, metric_final } = block as PatchbayBlock
      return { circuit, decisions, effects, measurements, metric_final }
    }
    expect(resultOf(resumed.stdout)).toEqual(resultOf(whole.stdout))
  })
})

/** Runs a command, presses Ctrl-C once it tests edges. */
function interrupted(args: string[]): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [...COMMAND_LINE, ...args], {
    env: env(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return new Promise((resolve) => {
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => {
      const before = stderr
      stderr += chunk.toString()
      if (!stderr.includes('(testing edges)') || before.includes('(testing edges)')) return
      // As a terminal and npm do it: one key press, two signals a moment apart.
      child.kill('SIGINT')
      setTimeout(() => child.kill('SIGINT'), 50)
    })
    child.once('close', (status) => resolve({ status, stderr }))
  })
}

describe('patchbay runs', () => {
  it('lists, shows, exports and compares by number or id', () => {
    expect(acdc('--threshold', '100', '--name', 'nothing kept').status).toBe(0)
    const { stdout: list } = patchbay('runs', 'list')
    expect(list).toMatch(
      /^RUN  ID            METHOD  STATE  MODEL      PROMPTS +METRIC  THRESHOLD  EDGES KEPT  RESULT +FAITHFUL  STARTED +TOOK +CERTIFICATE            NAME\n2    [0-9a-f]{12}  ACDC    done   induction  prompts.json +kl      100        0\/81        kl [\d.]+ of the circuit +[-\d.]+ % +\d{4}-\d\d-\d\d \d\d:\d\d  .*checked, no reference  nothing kept\n/,
    )
    expect(patchbay('runs', 'show', '1').stdout).toMatch(/^first \(number 1, id [0-9a-f]{12}\): done\n/)
    expect(patchbay('runs', 'export', '1').stdout).toBe(readFileSync(inFolder('c.json'), 'utf8'))
    expect(patchbay('runs', 'export', '1', '--out', inFolder('t.csv'))).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(inFolder('t.csv'), 'utf8')).toMatch(/^sender,receiver,in_graph,/)
    const comparison = JSON.parse(patchbay('runs', 'compare', '1', '2', '--json').stdout)
    expect(comparison).toMatchObject({ onlyB: [], both: [], edgeJaccard: 0 })
    expect(comparison.onlyA.length).toBe(5)
    expect(comparison.differences).toEqual([{ what: 'threshold', a: '0.02', b: '100' }])
    const { stdout: text } = patchbay('runs', 'compare', '1', '2')
    expect(text).toContain('A is not judged: patchbay evaluate --circuit run:1 measures random circuits')
    expect(text).toMatch(
      /prompts of both: 12 \(only in A 0, only in B 0\); they differ most on:\n( {2}A .*\n){10}only in A/,
    )
    const { stdout: matrix } = patchbay('runs', 'compare', '1', '2', '1')
    expect(matrix).toMatch(/edge Jaccard\n +1 +2 +1\n1 +1.0000 +0.0000 +1.0000\n/)
    expect(patchbay('runs', 'compare', '1', '2', '--by', 'size').stderr).toBe(
      '--by is signed or absolute, not "size".\n',
    )
    expect(patchbay('runs', 'compare', '1').stderr).toBe(
      'Name two runs or more: patchbay runs compare 1 2.\n',
    )
  })

  it('refuses what is not there', () => {
    expect(patchbay('runs', 'show', '99')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'There is no run "99": see patchbay runs list.\n',
    })
    expect(patchbay('runs', 'resume', '1').stderr).toBe(
      'first is done: only a stopped, interrupted or failed run can be resumed.\n',
    )
    const { status, stderr } = patchbay('runs', 'list', '--db', path.join(samplePrompts, 'a.db'))
    expect([status, stderr.includes('cannot be opened for writing')]).toEqual([2, true])
  })
})

describe('a spoilt run', () => {
  it('is listed beside the others, says why where it is asked for, and can be deleted', () => {
    spoil(inFolder('default.db'), `UPDATE runs SET tags = '{', name = 'spoilt' WHERE number = 2`)
    const listed = patchbay('runs', 'list')
    expect([listed.status, listed.stderr]).toEqual([0, ''])
    expect(listed.stdout).toMatch(/^2 .* failed /m)
    expect(listed.stdout).toMatch(/^1 .* done /m)
    const { status, stdout, stderr } = patchbay('runs', 'show', '2')
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(
      /^spoilt \(run 2\) is damaged in the store \(tags cannot be read\): delete it, or put back a copy of the store from before\.\n$/,
    )
    expect(patchbay('runs', 'delete', '2').stdout).toBe('spoilt is deleted.\n')
    expect(patchbay('runs', 'list').stdout).not.toMatch(/^2 /m)
  })
})

describe('patchbay model', () => {
  it('describes a model, for people and as JSON', () => {
    expect(patchbay('model', 'sample:induction').stdout).toMatch(
      /^induction: TransformerLens, 2 layers of 4 heads, no MLPs\n/,
    )
    const trained = patchbay('model', 'sample:trained').stdout
    expect(trained).toMatch(/^trained: GPT-2, 3 layers of 4 heads/)
    expect(trained).toContain('\nModel checked against itself; no reference logits at hand.\n')
    expect(JSON.parse(patchbay('model', tiny, '--json').stdout)).toMatchObject({
      path: tiny,
      architecture: 'gpt2',
      edgeCount: 110,
    })
    expect(patchbay('model', folder)).toMatchObject({ status: 2, stdout: '' })
  })

  it('says once why nothing could be proven of weights that cannot be loaded', () => {
    const damaged = path.join(folder, 'damaged')
    cpSync(tiny, damaged, { recursive: true })
    const weights = readFileSync(path.join(damaged, 'model.safetensors'))
    writeFileSync(path.join(damaged, 'model.safetensors'), weights.fill(255, weights.length - 4)) // a NaN
    const { stdout } = patchbay('model', damaged)
    const lines = stdout.split('\n').filter((line) => line.startsWith('  not checked'))
    expect(lines[0]).toContain('holds NaN or infinite values')
    expect(lines.slice(1)).toEqual([
      '  not checked  Gradient: for the same reason.',
      '  not checked  Nothing cut: for the same reason.',
      '  not checked  Everything cut: for the same reason.',
      '  not checked  Finite numbers: for the same reason.',
    ])
  })

  it('says what was proven of it, and leaves that out where it is asked to', () => {
    const figures = ' \\(off by [\\d.e-]+, at most [\\d.e-]+\\): '
    const lines = [
      'Model checked against itself; no reference logits at hand\\.',
      '  not checked  Reference logits: No reference logits at hand: put a reference-logits\\.json beside the weights \\(README, "Load certificate"\\)\\.',
      `  passed       Gradient${figures}The gradient agrees with central differences: d logit_diff .*\\.`,
      `  passed       Nothing cut${figures}The circuit with every edge gives the logits of the clean run\\.`,
      `  passed       Everything cut${figures}The circuit without any edge gives the logits of the corrupt run\\.`,
      '  passed       Finite numbers: Logits, activations and gradients are finite\\.',
      '  passed       Settings: Every setting in config\\.json is known, and the model has no code of its own\\.',
    ]
    expect(patchbay('model', tiny).stdout).toMatch(new RegExp(`\nhash: [0-9a-f]{64}\n${lines.join('\n')}\n$`))
    expect(patchbay('model', tiny, '--no-certificate').stdout).toMatch(/\nhash: [0-9a-f]{64}\n$/)
    const { certificate } = JSON.parse(patchbay('model', tiny, '--json').stdout)
    expect(certificate).toMatchObject({
      verdict: 'checked',
      text: 'Model checked against itself; no reference logits at hand.',
    })
  })
})
