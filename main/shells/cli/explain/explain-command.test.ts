import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT, runCommandLine } from '../../../../testing/from-sources'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-explain-command-'))
const db = path.join(folder, 'runs.db')
const SAMPLE = ['--model', 'sample:induction', '--prompts', 'sample:induction']
afterAll(() => rmSync(folder, { recursive: true }))

const explain = (...args: string[]) => runCommandLine(['explain', '--db', db, ...args])

describe('patchbay explain', () => {
  it('says what a head does on all rows and on one, and why it looks where it does', () => {
    const { stdout, stderr } = explain(...SAMPLE, '--head', 'L1H2', '--prompt', '3', '--at', '7,2')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^a1.h2 of induction on Induction \(2 layers, attention only\) \(12 prompts\)\n/)
    expect(stdout).toMatch(/\nInduction head: 1\.00 of its attention/)
    expect(stdout).toMatch(/\nRow 3: "[A-Z]\w+ \w+ /)
    expect(stdout).toMatch(/It looks from "\w+" \(7\) to "\w+" \(2\) with 1\.00, by a score of 1\d\.\d+:/)
    expect(stdout).toMatch(/the largest terms are input into the query with a0.h1 into the key/)
  })

  it('gives the same numbers as JSON, to stdout or into a file', () => {
    const out = path.join(folder, 'head.json')
    const { stdout } = explain(...SAMPLE, '--head', '0.1', '--json', '--out', out)
    expect(stdout).toBe(readFileSync(out, 'utf8'))
    const { head, scores, suggested, onPrompt } = JSON.parse(stdout)
    expect(head).toBe('a0.h1')
    expect(scores.previousToken.mean).toBeCloseTo(1, 3)
    expect(scores.previousToken.perPrompt).toHaveLength(12)
    // No prompt has wrong answers in it: not a number is null.
    expect(scores.toWrong.mean).toBeNull()
    expect(suggested[0]).toMatchObject({ role: 'previous-token', confidence: 'clear' })
    expect(onPrompt).toMatchObject({ row: 1, head: 'a0.h1' })
  })

  it('has the lens, the corrupt run and patterns with edges cut', () => {
    const args = [
      ...SAMPLE,
      '--head',
      '1.2',
      '--in',
      'corrupt',
      '--at',
      '7,2',
      '--cut',
      '0.1->1.2.k,input->1.2.q',
    ]
    const { stdout } = explain(...args)
    expect(stdout).toMatch(
      /\n {2}What the stream says at the answer position \(corrupt\): embed "\w+", layer 0 "\w+", layer 1 "\w+"; ranks of the answer \d+, \d+, \d+\.\n/,
    )
    expect(stdout).toMatch(/\n {2}From the answer position \(patched\): /)
    expect(stdout).toMatch(/\n {2}In the corrupt run it looks from "\w+" \(7\) to "\w+" \(2\) with /)
    const { lens, attention, onPrompt } = JSON.parse(explain(...args, '--json').stdout)
    expect(lens).toMatchObject({ run: 'corrupt', layers: ['embed', 'layer 0', 'layer 1'], positions: 8 })
    expect(lens.top[2]).toHaveLength(8)
    expect(attention.run).toBe('corrupt')
    expect(onPrompt.patterns.map(({ run }: { run: string }) => run)).toEqual(['clean', 'corrupt', 'patched'])
  })

  it('says what an edge does and carries, on the row that it changes most', () => {
    const { stdout } = explain(...SAMPLE, '--edge', '0.1 -> 1.2.k')
    expect(stdout).toMatch(
      /^a0.h1->a1.h2<k>: patched alone \(noising, resample\) it changes logit_diff by -8\.\d+ on average of 12 prompts, from -1\d\.\d+ to -\d\.\d+: up on 0, down on 12\.\n/,
    )
    expect(stdout).toMatch(/\n {2}By position, each alone: "\w+" \(\d\) -1\d\.\d+/)
    expect(stdout).toMatch(
      /From the answer position the receiver gives "\w+" \(\d\) 1\.00 of its attention, with the edge patched 0\.\d\d\./,
    )
  })

  describe("of a run's circuit", () => {
    beforeAll(() => {
      const { status } = runCommandLine([
        'acdc',
        '--db',
        db,
        ...SAMPLE,
        '--metric',
        'kl',
        '--threshold',
        '0.02',
      ])
      expect(status).toBe(0)
    })

    it('says what its nodes do', () => {
      for (const which of [
        ['--circuit', 'run:1'],
        ['--run', '1'],
      ]) {
        const { stdout } = explain(...which)
        expect(stdout).toMatch(/^induction, the circuit of \d edges, on Induction/)
        expect(stdout).toMatch(/\nInduction head: a1.h2\n/)
        expect(stdout).toMatch(/\nPrevious-token head: a0.h1\n/)
      }
    })

    it('says what people say that a head is', () => {
      const given = ['1.2', 'Copier', '--model', 'sample:induction', '--db', db]
      expect(runCommandLine(['roles', 'set', ...given]).status).toBe(0)
      expect(explain('--run', '1', '--head', '1.2').stdout).toContain(
        '\nA person says that it is “Copier”.\n',
      )
      const { accepted } = JSON.parse(explain('--run', '1', '--head', '1.2', '--json').stdout)
      expect(accepted).toMatchObject({ node: 'a1.h2', label: 'Copier' })
      for (const asked of [[], ['--head', '1.2']])
        expect(JSON.parse(explain('--run', '1', ...asked, '--json').stdout).stability).toBe(
          'stability not measured',
        )
      expect(explain('--run', '1').stdout).toMatch(/\nCopier: a1.h2\n/)
    })

    it('shows where a head looks in it', () => {
      const { onPrompt } = JSON.parse(explain('--run', '1', '--head', '1.2', '--json').stdout)
      expect(onPrompt.patterns.map(({ run }: { run: string }) => run)).toEqual([
        'clean',
        'corrupt',
        'circuit',
      ])
    })
  })

  it('does not write over the model of a run, nor does a run that is resumed', () => {
    const model = path.join(folder, 'model')
    cpSync(path.join(ROOT, 'samples/induction'), model, { recursive: true })
    const store = ['--db', path.join(folder, 'of-a-folder.db')]
    const prompts = ['--prompts', 'sample:induction', '--metric', 'kl', '--threshold', '1000']
    expect(runCommandLine(['acdc', ...store, '--model', model, ...prompts]).status).toBe(0)
    const weights = path.join(model, 'model.safetensors')
    for (const command of [
      ['explain', '--run', '1'],
      ['explain', '--circuit', 'run:1', '--head', '1.2'],
      ['runs', 'resume', '1'],
    ]) {
      const { status, stderr } = runCommandLine([...command, ...store, '--out', weights])
      expect(stderr.trim()).toBe(`--out ${weights} is used by this command: name another file.`)
      expect(status).toBe(2)
    }
    expect(readFileSync(weights)).toEqual(
      readFileSync(path.join(ROOT, 'samples/induction/model.safetensors')),
    )
  })

  it.each([
    [['--head', '1.2'], 'Say where: --run 3, --circuit run:3, or --model M --prompts P.'],
    [[...SAMPLE, '--head', '5.5'], 'The model has no head a5.h5: heads are named 9.9, a9.h9 or L9H9.'],
    [
      [...SAMPLE, '--edge', 'a->b'],
      'The model has no edge a->b: edges are named a7.h3->a9.h9<q>, m0->logits.',
    ],
    [[...SAMPLE, '--head', '1.2', '--edge', 'x'], '--head and --edge are two questions: ask one.'],
    [
      [...SAMPLE, '--head', '1.2', '--prompt', '13'],
      '--prompt 13: that row is not among the 12 that are explained.',
    ],
    [
      [...SAMPLE, '--head', '1.2', '--at', '2,7'],
      'Position 2 does not see position 7, which comes after it.',
    ],
    [
      [...SAMPLE, '--head', '1.2', '--at', '7,99999999999999999999'],
      '--at must be two positions such as 14,4: the one that looks and the one looked at, not "7,99999999999999999999".',
    ],
    [
      [...SAMPLE, '--head', '1.2', '--at', '8,2'],
      'There is no position 8 in this prompt: they are counted from 0 to 7.',
    ],
    [[...SAMPLE, '--head', '1.2', '--in', 'circuit'], '--in must be one of clean, corrupt, not "circuit".'],
    [
      [...SAMPLE, '--head', '1.2', '--cut', '0.1->1.2.k,'],
      'The model has no edge "": edges are named a7.h3->a9.h9<q>, m0->logits.',
    ],
    [[...SAMPLE, '--cut', '0.1->1.2.k'], '--cut is of a head: add --head.'],
    [[...SAMPLE, '--head', ''], 'The model has no head "": heads are named 9.9, a9.h9 or L9H9.'],
    [['--model', 'sample:induction'], '--model needs --prompts.'],
    [['--run', '1', '--bos', 'no'], '--bos says how --prompts is read: add it.'],
  ])('refuses %j', (args, sentence) => {
    const { status, stderr } = explain(...args)
    expect(stderr.trim()).toBe(sentence)
    expect(status).toBe(2)
  })
})
