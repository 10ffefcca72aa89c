import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT, runCommandLine } from '../../../../testing/from-sources'
import { tinyTask } from '../../../../testing/reference-tasks'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cli-prompts-'))
afterAll(() => rmSync(folder, { recursive: true }))
const model = path.join(ROOT, 'fixtures/gpt2-tiny')
const check = (...args: string[]) =>
  runCommandLine(['prompts', 'check', '--model', model, '--db', path.join(folder, 'runs.db'), ...args])

function promptsFile(name: string, prompts: object[]): string {
  const file = path.join(folder, name)
  writeFileSync(file, JSON.stringify({ prompts }))
  return file
}

const { pairs, baseline } = tinyTask('gpt2-tiny')
const rows = pairs.map(({ clean, corrupt, answers, wrongAnswers }) => ({
  clean: [...clean],
  corrupt: [...corrupt],
  answers,
  wrong_answers: wrongAnswers,
}))

describe('patchbay prompts check', () => {
  it('says how many rows are right, the means, the worst row and what looks wrong', () => {
    const { status, stdout } = check('--prompts', promptsFile('all.json', rows))
    expect(status).toBe(0)
    expect(stdout).toMatch(/^right: \d+ % \(\d of 8 rows\)\n/)
    const { clean, corrupt } = baseline
    expect(stdout).toContain(
      `logit_diff: mean ${clean.ld.toFixed(3)} after clean prompts, ${corrupt.ld.toFixed(3)} after corrupt ones\n`,
    )
    expect(stdout).toMatch(/worst: row \d, logit_diff -?[\d.]+; the answer has rank \d+ \([\d.]+ %\)/)
  })

  it('warns where the sides are exchanged', () => {
    const exchanged = rows.map((row) => ({ ...row, answers: row.wrong_answers, wrong_answers: row.answers }))
    const { stdout } = check('--prompts', promptsFile('exchanged.json', exchanged))
    expect(stdout).toMatch(/warning: \d+ % right: /)
  })

  it('notes ids that may be of another tokenizer, as a run does', () => {
    const pair = { clean: 'Ivan was so busy that', corrupt: 'Alice was so busy that' }
    const foreign = [1, 2, 3, 4].map((id) => ({ ...pair, answers: [50_000 + id], wrong_answers: [40_000] }))
    const on = ['--model', 'sample:trained', '--db', path.join(folder, 'runs.db')]
    const { stderr } = runCommandLine([
      'prompts',
      'check',
      ...on,
      '--prompts',
      promptsFile('foreign.json', foreign),
    ])
    expect(stderr).toContain('note: 8 of 8 answers given as token ids would hardly follow their prompts')
  })

  it('keeps what it is asked to keep, in a file that is read again', () => {
    const same = { ...rows[0], corrupt: rows[0].clean }
    const odd = { ...rows[1], corrupt: rows[1].corrupt.slice(1) }
    const out = path.join(folder, 'kept.json')
    const file = promptsFile('mixed.json', [...rows, rows[2], same, odd])
    const filters = ['--drop-duplicates', '--drop-unchanged', '--out', out]
    const { status, stdout } = check('--prompts', file, ...filters)
    expect(status).toBe(0)
    expect(stdout).toContain('equal to an earlier row: row 9\n')
    expect(stdout).toContain('corruption changes nothing: row 10\n')
    expect(stdout).toContain('row 11: Clean has 10 tokens, corrupt has 9: both must have the same number')
    expect(stdout).toContain(`kept: 9 of 11 rows, in ${out}`)
    expect((JSON.parse(readFileSync(out, 'utf8')) as { prompts: object[] }).prompts).toEqual([...rows, odd])

    const right = check('--prompts', file, '--keep-right', '1', '--out', out, '--json')
    const found = JSON.parse(right.stdout) as { rows: { kept: boolean; margin?: number }[] }
    expect(found.rows.map(({ kept }) => kept)).toEqual(found.rows.map(({ margin = -1 }) => margin >= 1))
    expect(check('--prompts', out).stdout).toContain('right: 100 %')
  })

  it('says what the tokenizer makes of the answers, and refuses a BOS that it does not have', () => {
    const prompts = Array.from({ length: 4 }, (_, i) => {
      const texts = { clean: `Anna met Ben then Anna`, corrupt: `Clara met Ben then Clara` }
      return { ...texts, answers: [9000 + i], wrong_answers: [9100 + i] }
    })
    const file = promptsFile('foreign.json', prompts)
    const induction = path.join(ROOT, 'samples/induction')
    const { status, stderr } = check('--prompts', file, '--model', induction)
    expect([status, stderr]).toEqual([0, expect.stringContaining('note: 8 of 8 answers given as token ids')])

    const bare = path.join(folder, 'without-bos')
    cpSync(induction, bare, { recursive: true })
    writeFileSync(path.join(bare, 'tokenizer_config.json'), '{}')
    const refused = check('--prompts', file, '--model', bare, '--bos', 'yes')
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain(
      "The model's tokenizer names no beginning-of-text token (BOS); choose another BOS setting.",
    )
  })

  it('--json has every row, counted from 1', () => {
    const { stdout } = check('--prompts', promptsFile('all.json', rows), '--json')
    const { summary, rows: found } = JSON.parse(stdout) as {
      summary: { rows: number }
      rows: { row: number }[]
    }
    expect(summary).toMatchObject({ rows: 8, judged: 8, blocked: 0, duplicates: [], unchanged: [] })
    expect(found.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(found[0]).toMatchObject({ metric: 'logit_diff', kept: true })
  })

  it.each([
    [
      ['--keep-right', 'x', '--out', 'o.json'],
      '--keep-right x is not a number of logits: type 0 or more, for example 0.5.',
    ],
    [['--keep-right', '-1', '--out', 'o.json'], '--keep-right -1 is not a number of logits'],
    [['--keep-right', '1'], 'Rows are kept in a file: name it with --out.'],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = check('--prompts', promptsFile('all.json', rows), ...args)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
  })
})
