import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../testing/from-sources'
import { readCircuit, readEdges } from './run/read-files'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-bad-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inFolder = (name: string) => path.join(folder, name)

/** What a command on the sample says to stderr, which must be bad input. */
function refused(...command: string[]): string {
  const onSample = ['--model', 'sample:induction', '--prompts', 'sample:induction', '--db', inFolder('db')]
  const { status, stdout, stderr } = runCommandLine([...command, ...onSample])
  expect([status, stdout]).toEqual([2, ''])
  return stderr.trimEnd()
}

describe('files of the command line that cannot be read', () => {
  it('links in a circle and names too long', () => {
    const [loop, long] = [inFolder('loop.json'), 'x'.repeat(300)]
    symlinkSync(loop, loop)
    expect(() => readCircuit(loop)).toThrow(`${loop} cannot be read: it is a link that leads to itself.`)
    expect(() => readEdges(long)).toThrow(`${long} cannot be read: its name is too long.`)
  })

  it('millions of lines', () => {
    const lines = inFolder('lines')
    writeFileSync(lines, '\n'.repeat(2 ** 22))
    expect(() => readEdges(lines)).toThrow(
      `${lines} has more than 4,194,304 lines, which is more than is read.`,
    )
  })

  it('logits of other prompts or another vocabulary', () => {
    const check = (logits: number[][]) => {
      writeFileSync(inFolder('logits.json'), JSON.stringify(logits))
      return refused('check', '--logits', inFolder('logits.json'))
    }
    expect(check([])).toBe(
      'The given logits are those of 0 prompts, but there are 12: give one list for each prompt.',
    )
    expect(check(Array.from({ length: 12 }, () => [1, 2, 3]))).toBe(
      'The given logits of prompt 1 are 3 numbers, but the vocabulary has 118 tokens: give one for each.',
    )
  })

  it('names of edges are quoted, and shortened', () => {
    const edge = `\u001b[31m${'x'.repeat(100)}`
    const ld = ['--metric', 'logit_diff', '--direction', 'noising']
    expect(refused('edges', ...ld, '--edge', edge)).toBe(
      `"\\u001b[31m${'x'.repeat(66)}... is not an edge; write it as sender->receiver, e.g. a0.h1->a1.h2<q>.`,
    )
  })
})
