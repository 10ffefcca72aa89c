import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { CircuitFile, PatchbayBlock, RunDetail } from '../../../contract'
import { ROOT, runCommandLine } from '../../../testing/from-sources'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cli-notes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const model = path.join(ROOT, 'fixtures/gpt2-tiny')
const db = path.join(folder, 'runs.db')

const patchbay = (...args: string[]) => runCommandLine([...args, '--db', db])

function fileOf(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}

/** ACDC with every edge cut at once: quick, and it starts as any run does. */
const acdc = (prompts: string, metric: string, ...more: string[]) =>
  patchbay(
    ...['acdc', '--model', model, '--prompts', prompts, '--metric', metric, '--threshold', '100', ...more],
  )
const ofModel = 'note: There is no tokenizer.json beside the weights: prompts and answers must be token ids.'
const notes = (stderr: string) =>
  stderr.split('\n').filter((line) => line.startsWith('note: ') && line !== ofModel)

describe('notes on prompts', () => {
  it('are on stderr, in the record and in the export alike, and never on stdout', () => {
    const row = { clean: [1, 2, 3], corrupt: [1, 2, 4], answers: [5, 5], wrong_answers: [6], positon: 1 }
    const same = { clean: [1, 2], corrupt: [1, 2], answers: [5], wrong_answers: [6] }
    const prompts = fileOf(
      'prompts.json',
      JSON.stringify({ seq_labels: [], bos: 'no', prompts: [row, same] }),
    )
    const out = path.join(folder, 'circuit.json')
    const expected = [
      'Ignored: seq_labels, positon.',
      'prompts.json says "bos": "no"; --bos tokenizer holds.',
      'The prompts have 2 to 3 tokens (lengths may be mixed across rows).',
      'Row 1: The token "5" is named more than once on one side: it counts once.',
      'Row 2: Clean and corrupt are the same: this row cannot show a difference.',
    ]
    const run = acdc(prompts, 'logit_diff', '--bos', 'tokenizer', '--out', out)
    expect([run.status, notes(run.stderr)]).toEqual([0, expected.map((note) => `note: ${note}`)])
    expect(run.stdout).not.toContain('Ignored')

    const [id] = run.stdout.match(/(?<=\(id )\w+/) ?? []
    const shown = JSON.parse(patchbay('runs', 'show', id!, '--json').stdout) as RunDetail
    expect(shown.provenance!.promptNotes).toEqual(expected)
    expect(shown.config!.prompts.bos).toBe('tokenizer')
    const block = (JSON.parse(readFileSync(out, 'utf8')) as CircuitFile).patchbay as PatchbayBlock
    expect(block.prompt_notes).toEqual(expected)
    const text = patchbay('runs', 'show', id!).stdout
    for (const note of expected) expect(text).toContain(`  note: ${note}`)
  })

  it('are said where the run is refused, too', () => {
    const bad = fileOf('bad.json', '[{"clean":[1],"corrupt":[2],"wrong_answer":[3],"anser":[4]}]')
    const { status, stderr } = acdc(bad, 'nll')
    expect([status, stderr]).toEqual([2, 'note: Ignored: anser.\nRow 1: Answer is empty; type one token.\n'])
  })
})

describe('BOS', () => {
  it('is as the file says, unless --bos says otherwise', () => {
    const prompts = fileOf('bos.json', '{"bos":"none","prompts":[{"clean":[1],"corrupt":[2]}]}')
    const bosOf = (...more: string[]) => {
      const { stdout, stderr } = acdc(prompts, 'kl', '--json', ...more)
      const block = (JSON.parse(stdout) as CircuitFile).patchbay as PatchbayBlock
      return [block.data.bos, notes(stderr).some((note) => note.includes('--bos'))]
    }
    expect(bosOf()).toEqual(['no', false])
    expect(bosOf('--bos', 'no')).toEqual(['no', false])
    expect(bosOf('--bos', 'yes')).toEqual(['yes', true])
    expect(bosOf('--bos', 'prepend')).toEqual(['yes', true])
    expect(acdc(prompts, 'kl', '--bos', 'always').stderr).toBe(
      '--bos must be one of yes, no, tokenizer, not "always".\n',
    )
  })
})

describe('the reading of answers', () => {
  it('is as the file says, unless --answers says otherwise, and in the record', () => {
    const prompts = fileOf('read.json', '{"answer_reading":"spaced","prompts":[{"clean":[1],"corrupt":[2]}]}')
    const readingOf = (...more: string[]) => {
      const { stdout, stderr } = acdc(prompts, 'kl', '--json', ...more)
      const { data } = (JSON.parse(stdout) as CircuitFile).patchbay as PatchbayBlock
      return [
        data.answer_reading,
        data.hash.split(':')[0],
        notes(stderr).filter((note) => note.includes('--answers')),
      ]
    }
    expect(readingOf()).toEqual(['spaced', 'tokens', []])
    expect(readingOf('--answers', 'typed')).toEqual([
      'typed',
      'tokens',
      ['note: read.json says "answer_reading": "spaced"; --answers typed holds.'],
    ])
    expect(acdc(prompts, 'kl', '--answers', 'maybe').stderr).toBe(
      '--answers must be one of auto, spaced, typed, not "maybe".\n',
    )
  })
})

describe('answers that a metric does not read', () => {
  const bare = fileOf('bare.csv', 'clean,corrupted\n"[1, 2, 3]","[1, 2, 4]"\n')
  const right = fileOf('right.csv', 'clean,corrupted,answer\n"[1, 2, 3]","[1, 2, 4]",[5]\n')

  it.each([
    [bare, 'kl', 0],
    [right, 'kl', 0],
    [right, 'log_prob', 0],
    [right, 'nll', 0],
    [bare, 'log_prob', 2],
    [right, 'logit_diff', 2],
    [right, 'prob_diff', 2],
  ])('%s with %s: exit code %d', (prompts, metric, code) => {
    expect(acdc(prompts, metric).status).toBe(code)
  })

  it('are named, with what cannot be measured without them', () => {
    expect(notes(acdc(bare, 'kl').stderr)).toEqual([
      'note: Row 1: no answer, so that logit_diff, log_prob, nll, prob_diff cannot be measured.',
      'note: Row 1: no wrong answer, so that logit_diff, prob_diff cannot be measured.',
    ])
    const evaluated = patchbay(
      ...['workflow', '--model', model, '--prompts', right, '--metric', 'nll', '--top', '3'],
    )
    expect(evaluated.stderr).toContain(
      'Row 1: Wrong answer is empty; workflow measures logit_diff, too, which needs one: type one token.',
    )
  })
})

it('a file that is not UTF-8 is decoded, and that is said', () => {
  const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
  const prompts = fileOf('latin1.csv', latin('clean,corrupted,answer,r\u00e9ponse\n[1],[2],[3],caf\u00e9\n'))
  expect(notes(acdc(prompts, 'kl').stderr).slice(0, 2)).toEqual([
    'note: latin1.csv is not UTF-8 and was read as Latin-1 (Windows-1252): see whether its letters are right.',
    'note: Ignored: réponse.',
  ])
})

it('what says how a file is read is refused for a sample', () => {
  const { status, stderr } = patchbay(
    ...['acdc', '--model', 'sample:induction', '--prompts', 'sample:induction', '--metric', 'kl'],
    ...['--threshold', '100', '--columns', 'clean=a,corrupt=b'],
  )
  expect([status, stderr]).toEqual([
    2,
    '--columns says how a file is read, and sample:induction is none: leave it out.\n',
  ])
})
