import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store } from './index'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-killed-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('kill -9 while the journal is written', () => {
  it('loses nothing that was reported, ten times', async () => {
    const file = path.join(folder, 'killed.db')
    for (let round = 1; round <= 10; round++) {
      const reported = await killWhileWriting(file, 20 * round)
      const store = new Store(file)
      const { decisions, seq } = store.journal.read(reported.runId)
      expect(seq).toBeGreaterThanOrEqual(reported.seq)
      expect(decisions.edge.length).toBe(seq * 50)
      expect([...decisions.edge].every((edge, step) => edge === step)).toBe(true)
      expect(store.runs.summary(reported.runId).edgesDecided).toBe(seq * 50)
      store.close()
    }
  })
})

/** Starts a writer, lets it report `batches` saved batches, kills it; gives what it reported last. */
function killWhileWriting(file: string, batches: number): Promise<{ runId: string; seq: number }> {
  const fixtures = path.join(import.meta.dirname, '../../testing/ts-sources.mjs')
  const writer = path.join(import.meta.dirname, '../../testing/endless-writer.ts')
  const child = spawn(process.execPath, ['--import', fixtures, writer, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let text = ''
    let lines: string[] = []
    child.once('error', reject)
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      lines = text.split('\n').slice(0, -1)
      if (lines.length > batches) child.kill('SIGKILL')
    })
    child.once('close', (code) => {
      if (lines.length <= batches) reject(new Error(`the writer ended by itself (${code})`))
      else resolve({ runId: lines[0], seq: Number(lines.at(-1)) })
    })
  })
}
