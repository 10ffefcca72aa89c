import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { MadePrompts, PromptTask } from '../../../../contract'
import { parsePrompts } from '../../../../engine'
import { runCommandLine } from '../../../../testing/from-sources'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-make-'))
afterAll(() => rmSync(folder, { recursive: true }))
const db = ['--db', path.join(folder, 'runs.db')]
const prompts = (...args: string[]) => runCommandLine(['prompts', ...args])
const make = (...args: string[]) => prompts('make', ...args, ...db)

describe('patchbay prompts make', () => {
  it('writes a file that is read again as the very rows, with spans, template and source', () => {
    const out = path.join(folder, 'made.json')
    const words = path.join(folder, 'words.txt')
    writeFileSync(words, 'Anna\nClara\nPeter\nWilhelmina\n')
    const { status, stdout, stderr } = make(
      ...['template', '--model', 'sample:induction', '--count', '5', '--seed', '9', '--out', out, '--json'],
      ...['--template', "{first1} {last1} met Ben then {first1'}"],
      ...['--list', `first=@${words}`, '--list', 'last=Smith,Hill'],
      ...[
        '--option',
        "changes={first1'}={first2}",
        '--option',
        'answer={last1}',
        '--option',
        'wrong={last2}',
      ],
    )
    const note =
      'note: Words of the list first: 1 of 4 left out, not one token each under this tokenizer: Wilhelmina.\n'
    expect([status, stderr]).toEqual([0, note])
    const { set } = JSON.parse(stdout) as MadePrompts
    expect(set.rows).toHaveLength(5)
    expect(set.rows[0].spans?.map(({ name }) => name)).toEqual(['first1', 'last1', "first1'", 'end'])
    const read = parsePrompts(readFileSync(out, 'utf8'))
    expect(read.rows).toEqual(set.rows)
    expect(read.choices?.source).toEqual(set.source)
  })

  it('goes to stdout as a prompt file, the same by the same seed', () => {
    const one = make('ioi', '--count', '2', '--option', 'order=ABBA')
    expect(one.status).toBe(0)
    expect(parsePrompts(one.stdout).rows).toHaveLength(2)
    expect(make('ioi', '--count', '2', '--option', 'order=ABBA').stdout).toBe(one.stdout)
  })

  it.each([
    [['io'], 'TASK must be one of'],
    [['ioi', '--count', 'x'], '--count must be a whole number from 1 to 10000, not "x".\n'],
    [['ioi', '--option', 'order'], '--option "order" must be NAME=VALUE.\n'],
    [['ioi', '--option', 'order=x'], 'The option order must be one of mixed, ABBA, BABA, not "x".\n'],
    [['ioi', '--list', 'name=a', '--list', 'name=b'], '--list name is given twice: leave one out.\n'],
    [['ioi', '--list', 'x=a'], 'ioi has no word list "x": it has name, place, object.\n'],
  ])('%j is refused', (args, message) => {
    const { status, stdout, stderr } = make(...args)
    expect([status, stdout, stderr.slice(0, message.length)]).toEqual([2, '', message])
  })
})

describe('patchbay prompts tasks', () => {
  it('lists every task with its source, options and lists', () => {
    const tasks = JSON.parse(prompts('tasks', '--json').stdout) as PromptTask[]
    const text = prompts('tasks').stdout
    for (const { name, source, options } of tasks) {
      expect(text).toContain(`${name}: `)
      expect(text).toContain(source)
      for (const option of options) expect(text).toContain(`--option ${option.name}=`)
    }
  })
})
