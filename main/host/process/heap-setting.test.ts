import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../testing/from-sources'
import { TestHost } from '../../../testing/host-from-source'
import { computingEnv } from './heap-setting'

const NAME = 'MALLOC_MMAP_THRESHOLD_'
const isLinux = process.platform === 'linux'
const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-heap-'))
const inFolder = (name: string) => path.join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const { [NAME]: _, ...unset } = process.env

describe('the setting of the C library', () => {
  it('is added to what a process is started with, where none is chosen', () => {
    expect(computingEnv({ A: 'b' })).toEqual({ A: 'b', ...(isLinux && { [NAME]: '4194304' }) })
    expect(computingEnv({ [NAME]: '1000' })).toEqual({ [NAME]: '1000' })
  })

  it.runIf(isLinux)(
    'is there when the command line computes: it starts again with it, as the same process',
    () => {
      const started = inFolder('started.txt')
      writeFileSync(
        inFolder('note.cjs'),
        `require('node:fs').appendFileSync(${JSON.stringify(started)}, process.pid + ' ' + process.env.${NAME} + '\\n')`,
      )
      const env = { ...unset, NODE_OPTIONS: `--require ${inFolder('note.cjs')}` }
      const { stdout, status } = runCommandLine(['model', '--help'], { env })
      expect(status).toBe(0)
      expect(stdout).toContain('Usage: patchbay model')
      const [first, again, ...others] = readFileSync(started, 'utf8').trim().split('\n')
      const [pid, value] = first.split(' ')
      expect([value, again, others]).toEqual(['undefined', `${pid} 4194304`, []])
    },
  )

  it.runIf(isLinux)('is there in a host', async () => {
    const host = new TestHost(inFolder('runs.db'))
    await host.call('runs.list', {})
    const environment = readFileSync(`/proc/${host.pid}/environ`, 'utf8').split('\0')
    expect(environment).toContain(`${NAME}=4194304`)
    await host.client.close()
  })
})
