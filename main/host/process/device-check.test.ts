import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { FROM_SOURCES } from '../../../testing/from-sources'
import { NO_GPU, SOFTWARE_GPU } from '../../../testing/software-gpu'
import { DeviceChecks, devicesOf } from './device-check'

const FIXTURES = path.join(import.meta.dirname, '../../../fixtures')
const model = { path: path.join(FIXTURES, 'gpt2-tiny'), stamp: 'abc' }

it('knows what a system may have', () => {
  expect(devicesOf('linux')).toEqual(['cpu', 'webgpu'])
  expect(devicesOf('win32')).toEqual(['cpu', 'webgpu', 'dml'])
  expect(devicesOf('darwin')).toEqual(['cpu', 'webgpu', 'coreml'])
  expect(devicesOf('freebsd')).toEqual(['cpu'])
})

it('needs no check of the cpu', async () => {
  const checks = new DeviceChecks({ probeFile: '/none.cjs' })
  await checks.require(model, 'cpu')
  expect((await checks.check(model, 'cpu')).passed).toBe(true)
})

describe.runIf(process.platform === 'linux')('where there is no graphics card', () => {
  const checks = new DeviceChecks({ execArgv: FROM_SOURCES, env: NO_GPU })

  it.each(['webgpu', 'coreml'] as const)('%s is tried and refused, and nothing crashes', async (device) => {
    const { passed, message } = await checks.check(model, device)
    expect(passed).toBe(false)
    const reason = {
      webgpu: /^Failed to get a WebGPU adapter: .+$/,
      coreml: /^this system has no such device$/,
    }
    const [, said] = /^(?:webgpu|coreml) cannot be used: (.*); choose cpu\.$/.exec(message)!
    expect(said).toMatch(reason[device])
    await expect(checks.require(model, device)).rejects.toThrow(`${message} Nothing was computed.`)
  })
})

describe.runIf(SOFTWARE_GPU)('where WebGPU computes', () => {
  it('it passes by the largest difference found, and is then known as right', async () => {
    const checks = new DeviceChecks({ execArgv: FROM_SOURCES, env: SOFTWARE_GPU! })
    const { passed, message } = await checks.check(model, 'webgpu')
    expect(message).toMatch(
      /^webgpu passed: its logits differ from the cpu's by \d\.\de-[6-9] of the largest logit \(allowed: 2\.0e-5\)\.$/,
    )
    expect(passed).toBe(true)
    await checks.require(model, 'webgpu')
  })
})

describe('a driver that is not right', () => {
  /** A check whose process does this instead of comparing. */
  function checksWith(code: string, limitMs?: number): DeviceChecks {
    const probeFile = path.join(temporaryFolder(), 'probe.cjs')
    writeFileSync(probeFile, code)
    return new DeviceChecks({ probeFile, execArgv: [], limitMs })
  }
  const answering = (difference: number) =>
    checksWith(
      `process.once('message', () => process.send({ kind: 'compared', parity: { difference: ${difference}, allowed: 2e-5 } }))`,
    )

  it('computes something else', async () => {
    const checks = answering(0.31)
    expect(await checks.check(model, 'webgpu')).toEqual({
      device: 'webgpu',
      modelStamp: 'abc',
      passed: false,
      message:
        "webgpu is wrong on this model: its logits differ from the cpu's by 3.1e-1 of the largest logit (allowed: 2.0e-5); choose cpu.",
    })
    await expect(checks.require(model, 'webgpu')).rejects.toThrow('Nothing was computed.')
  })

  it.each([NaN, Infinity])('computes no numbers (%d)', async (difference) => {
    const { passed, message } = await answering(difference).check(model, 'webgpu')
    expect([passed, message]).toEqual([false, expect.stringContaining('by no number of the largest logit')])
  })

  it('brings its process down', async () => {
    const { message } = await checksWith('process.kill(process.pid, "SIGSEGV")').check(model, 'webgpu')
    expect(message).toBe('webgpu cannot be used: its process ended (signal SIGSEGV); choose cpu.')
  })

  it('hangs', async () => {
    const checks = checksWith('process.on("message", () => { for (;;); })', 300)
    expect((await checks.check(model, 'webgpu')).message).toBe(
      'webgpu cannot be used: it did not answer within 0 s; choose cpu.',
    )
  })

  it('is not waited for any longer than the person does', async () => {
    const checks = checksWith('process.on("message", () => { for (;;); })')
    const controller = new AbortController()
    const answer = checks.check(model, 'webgpu', controller.signal)
    controller.abort()
    expect((await answer).passed).toBe(false)
  })
})
