import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ModelInfo, TaskPair } from '../../../contract'
import { openModel } from '../../../engine/host'
import { FROM_SOURCES } from '../../../testing/from-sources'
import { copyModel, temporaryFolder } from '../../../testing/model-folder'
import { tinyTask } from '../../../testing/reference-tasks'
import { TaskChecks, type TaskChecksOptions } from './task-checks'

const { pairs: reference, modelPath } = tinyTask('gpt2-tiny')
const pairs: TaskPair[] = reference.map(({ clean, corrupt, answerPosition: position, ...answers }) => ({
  clean: [...clean],
  corrupt: [...corrupt],
  position,
  ...answers,
}))
const opened: TaskChecks[] = []
afterEach(() => {
  for (const checks of opened.splice(0)) checks.close()
})

function checksWith(options: TaskChecksOptions = {}): TaskChecks {
  const checks = new TaskChecks({ execArgv: FROM_SOURCES, ...options })
  opened.push(checks)
  return checks
}

/** Its process does this instead; it says how often it was asked in what it answers. */
function checkingBy(code: string, options: TaskChecksOptions = {}): TaskChecks {
  const checkerFile = path.join(temporaryFolder(), 'checker.cjs')
  writeFileSync(checkerFile, code)
  return checksWith({ checkerFile, execArgv: [], ...options })
}

const model = { path: modelPath, stamp: 'any' }
const infoOf = async (folder: string): Promise<ModelInfo> => (await openModel(folder)).info

describe('what a model says, asked of a process of its own', () => {
  it('is answered for pairs of any kind, and again from what is kept', async () => {
    const checks = checksWith()
    const info = await infoOf(modelPath)
    const rows = await checks.check(info, pairs)
    expect(rows.map((row) => row?.metric)).toEqual(pairs.map(() => 'logit_diff'))
    const mean = rows.reduce((sum, row) => sum + row!.clean!, 0) / rows.length
    expect(mean).toBeCloseTo(tinyTask('gpt2-tiny').baseline.clean.ld, 3)
    checks.close() // what is known needs no process
    const again = await checks.check(info, [pairs[2], pairs[0]])
    expect(again).toEqual([rows[2], rows[0]])
    expect(again[0]).toBe(rows[2])
  })

  it('of a model that was replaced meanwhile is refused', async () => {
    const folder = copyModel('gpt2-tiny')
    const info = await infoOf(folder)
    utimesSync(path.join(folder, 'model.safetensors'), new Date(0), new Date(0))
    await expect(checksWith().check(info, pairs)).rejects.toThrow('changed')
    rmSync(folder, { recursive: true })
    await expect(checksWith().check(info, pairs)).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('names the pair that cannot be run', async () => {
    const odd = [pairs[0], { ...pairs[1], position: 99 }]
    await expect(checksWith().check(await infoOf(modelPath), odd)).rejects.toThrow(
      'Pair 2: position 99 is beyond its end (tokens are counted from 0 to 9).',
    )
  })
})

describe('a process that is lost, or takes too long', () => {
  it('says so, and the next request has another', async () => {
    const checks = checkingBy(`process.on('message', () => process.exit(9))`)
    const wanted =
      'What the model says could not be found out: its process ended (exit code 9); the model may be too large for the memory that is free.'
    await expect(checks.check(model, pairs)).rejects.toThrow(wanted)
    await expect(checks.check(model, pairs)).rejects.toThrow(wanted)
  })

  it('is ended where the request is cancelled', async () => {
    const checks = checkingBy(`process.on('message', () => {})`)
    const controller = new AbortController()
    const asked = checks.check(model, pairs, controller.signal)
    await new Promise(setImmediate) // it is asked by now
    controller.abort(new Error('no longer wanted'))
    await expect(asked).rejects.toThrow('no longer wanted')
  })

  it('is not asked where the request was cancelled while it waited', async () => {
    const asked = `let n = 0; process.on('message', ({ id, pairs }) => process.send({ id, answer: { ok: true, value: pairs.map(() => ({ metric: String(++n) })) } }))`
    const checks = checkingBy(asked)
    const cancelled = AbortSignal.abort(new Error('no longer wanted'))
    const first = checks.check(model, [pairs[0]])
    await expect(checks.check(model, [pairs[1]], cancelled)).rejects.toThrow('no longer wanted')
    expect(await first).toEqual([{ metric: '1' }])
    expect(await checks.check(model, [pairs[2]])).toEqual([{ metric: '2' }])
  })
})
