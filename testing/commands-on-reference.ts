import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect } from 'vitest'
import { runCommandLine } from './from-sources'
import { tinyReferences } from './method-references'

/** Options that most methods need. */
export const LOGIT_DIFF = ['--metric', 'logit_diff', '--direction', 'noising'] as const

/** Runs commands of methods on the first reference model and its prompts, in a folder and a store of their own. */
export function commandsOnReference(name: string) {
  const reference = tinyReferences()[0]
  const { task } = reference
  const folder = mkdtempSync(path.join(tmpdir(), `patchbay-${name}-`))
  afterAll(() => rmSync(folder, { recursive: true }))
  const inFolder = (file: string) => path.join(folder, file)
  const prompts = inFolder('prompts.json')
  const rows = task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => {
    return { clean: [...clean], corrupt: [...corrupt], answers, wrong_answers: wrongAnswers }
  })
  writeFileSync(prompts, JSON.stringify({ prompts: rows }))

  const patchbay = (...args: string[]) =>
    runCommandLine(args, { env: { ...process.env, PATCHBAY_DB: inFolder('runs.db') } })
  const on = (model: string, command: string, ...more: string[]) =>
    patchbay(command, '--model', model, '--prompts', prompts, ...more)

  /** Runs a command that writes what it found. */
  function found(command: string, ...more: string[]) {
    const out = inFolder(`${command}.json`)
    const { status, stdout, stderr } = on(task.modelPath, command, ...more, '--out', out)
    const others = stderr
      .split('\n')
      .filter((line) => line !== '' && !/^(Run \d+|exact|note|memory): /.test(line))
    expect(others).toEqual([])
    expect(status).toBe(0)
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`The result is in ${out}.`)
    return { stdout, file: JSON.parse(readFileSync(out, 'utf8')) }
  }
  return { ...reference, inFolder, prompts, patchbay, on, found }
}
