import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { Explanations, type ExplanationsOptions } from './explanations'
import type { Explanation } from './explainer'

const opened: Explanations[] = []
afterEach(() => {
  for (const explanations of opened.splice(0)) explanations.close()
})

/** Its process does this instead. */
function explainingBy(code: string, options: ExplanationsOptions = {}): Explanations {
  const explainerFile = path.join(temporaryFolder(), 'explainer.cjs')
  writeFileSync(explainerFile, code)
  const explanations = new Explanations({ explainerFile, execArgv: [], ...options })
  opened.push(explanations)
  return explanations
}

const definition: Explanation = {
  modelPath: '/nowhere',
  stamp: 'any',
  threads: 1,
  pairs: [],
  prompts: [],
  circuit: null,
  metric: 'kl',
  direction: 'noising',
  ablation: 'resample',
}
const lens = { prompt: 0, run: 'clean' as const }

describe('a process that explains', () => {
  it('is sent what is explained once, and again where it was lost', async () => {
    const explanations = explainingBy(`process.on('message', ({ id, definition, question }) => {
      if (question.args.prompt === 9) process.exit(7)
      process.send({ id, answer: { ok: true, value: [process.pid, definition?.stamp] } })
    })`)
    explanations.open('one', definition)
    const ask = (prompt: number) => explanations.ask('one', 'explain.lens', { ...lens, prompt }) as unknown
    const [pid, first] = (await ask(0)) as [number, string?]
    expect(first).toBe('any')
    expect(await ask(1)).toEqual([pid, undefined])
    await expect(ask(9)).rejects.toThrow(
      'The explanation was not made: its process ended (exit code 7); the model may be too large for the memory that is free.',
    )
    const [another, again] = (await ask(2)) as [number, string?]
    expect(another).not.toBe(pid)
    expect(again).toBe('any')
  })

  it('hears of what is cancelled, and answers the rest', async () => {
    const explanations = explainingBy(`const waiting = []
    process.on('message', ({ id, cancel }) => {
      if (cancel === undefined) return waiting.push(id)
      const interrupted = { ok: false, error: { code: 'interrupted', message: 'cancelled' } }
      for (const each of waiting)
        process.send({ id: each, answer: each === cancel ? interrupted : { ok: true, value: 'answered' } })
    })`)
    explanations.open('one', definition)
    const controller = new AbortController()
    const cancelled = explanations.ask('one', 'explain.lens', lens, controller.signal)
    const other = explanations.ask('one', 'explain.lens', lens)
    controller.abort(new Error('no longer wanted'))
    await expect(cancelled).rejects.toThrow('no longer wanted')
    expect(await other).toBe('answered')
  })

  it('is ended where it does not, and what others asked has another', async () => {
    const explanations = explainingBy(
      `process.on('message', ({ id, definition, question }) => {
        if (question?.args.prompt === 1) process.send({ id, answer: { ok: true, value: process.pid } })
        else if (question) while (true);
      })`,
      { cancelMs: 1 },
    )
    explanations.open('one', definition)
    const pid = await explanations.ask('one', 'explain.lens', { ...lens, prompt: 1 })
    const controller = new AbortController()
    const cancelled = explanations.ask('one', 'explain.lens', lens, controller.signal)
    const other = explanations.ask('one', 'explain.lens', { ...lens, prompt: 1 })
    controller.abort(new Error('no longer wanted'))
    await expect(cancelled).rejects.toThrow('no longer wanted')
    expect(await other).not.toBe(pid)
  })

  it('ends when nothing was asked for a while, and begins again', async () => {
    const explanations = explainingBy(
      `process.on('message', ({ id }) => process.send({ id, answer: { ok: true, value: process.pid } }))`,
      { idleMs: 1 },
    )
    explanations.open('one', definition)
    const ask = () => explanations.ask('one', 'explain.lens', lens) as unknown as Promise<number>
    const first = await ask()
    await expect.poll(ask).not.toBe(first)
  })
})
