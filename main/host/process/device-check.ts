import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../contract'
import type { Device, DeviceCheck, ModelInfo } from '../../../contract'
import type { DeviceParity } from '../../../engine/host'
import { resolveModelPath } from '../files/samples'

/** Loading a large model and compiling its operations takes a while; a driver that hangs never ends. */
const LIMIT_MS = 180_000

export interface ToProbe {
  modelPath: string
  device: Device
}
export type FromProbe = { kind: 'compared'; parity: DeviceParity } | { kind: 'failed'; message: string }

type Checked = Pick<ModelInfo, 'path' | 'hash'>

/** Accelerators that this system may have; a check finds out whether they are there and compute the right numbers. */
export function devicesOf(platform: NodeJS.Platform): Device[] {
  const accelerators: Partial<Record<NodeJS.Platform, Device[]>> = {
    linux: ['webgpu'],
    win32: ['webgpu', 'dml'],
    darwin: ['webgpu', 'coreml'],
  }
  return ['cpu', ...(accelerators[platform] ?? [])]
}

export interface DeviceChecksOptions {
  probeFile?: string
  execArgv?: string[]
  env?: NodeJS.ProcessEnv
  limitMs?: number
}

/**
 * Compares accelerators with the cpu. What passed is remembered only while this process runs: drivers may change
 * between two starts.
 */
export class DeviceChecks {
  private readonly passed = new Set<string>()
  private readonly options: DeviceChecksOptions

  constructor(options: DeviceChecksOptions = {}) {
    this.options = options
  }

  /** Never throws for what the device does; an aborted `signal` ends the check. */
  async check(model: Checked, device: Device, signal?: AbortSignal): Promise<DeviceCheck> {
    const found = { device, modelHash: model.hash }
    if (device === 'cpu')
      return { ...found, passed: true, message: 'The cpu is what the others are compared with.' }
    const answer = await this.probe({ modelPath: resolveModelPath(model.path), device }, signal)
    const verdict = verdictOf(device, answer)
    const key = keyOf(model, device)
    if (verdict.passed) this.passed.add(key)
    else this.passed.delete(key)
    return { ...found, ...verdict }
  }

  /** @throws PatchbayError (bad-input) where nothing may be computed on this device: it did not pass, now or before in this process. */
  async require(model: Checked, device: Device, signal?: AbortSignal): Promise<void> {
    if (device === 'cpu' || this.passed.has(keyOf(model, device))) return
    const { passed, message } = await this.check(model, device, signal)
    if (!passed) throw new PatchbayError('bad-input', `${message} Nothing was computed.`)
  }

  private probe(job: ToProbe, signal?: AbortSignal): Promise<FromProbe> {
    const { probeFile = defaultProbeFile(), execArgv, env, limitMs = LIMIT_MS } = this.options
    const child = fork(probeFile, [], {
      execPath: process.env.PATCHBAY_NODE ?? process.execPath,
      execArgv: execArgv ?? process.execArgv,
      // Makes a Node of Electron's binary; others ignore it.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // JSON would make null of Infinity, which is less than any tolerance.
      serialization: 'advanced',
      signal,
      killSignal: 'SIGKILL',
    })
    return new Promise((resolve) => {
      const fail = (reason: string) =>
        resolve({ kind: 'failed', message: `${job.device} cannot be used: ${reason}; choose cpu.` })
      const timer = setTimeout(() => {
        fail(`it did not answer within ${Math.round(limitMs / 1000)} s`)
        child.kill('SIGKILL')
      }, limitMs)
      child.once('message', (answer) => resolve(answer as FromProbe))
      child.once('error', (error) => fail(error.message))
      child.once('exit', (code, killedBy) => {
        clearTimeout(timer)
        fail(`its process ended (${killedBy ? `signal ${killedBy}` : `exit code ${code}`})`)
      })
      // A child that died at once is answered by its exit.
      child.send(job, () => {})
    })
  }
}

function verdictOf(device: Device, answer: FromProbe): Pick<DeviceCheck, 'passed' | 'message'> {
  if (answer.kind === 'failed') return { passed: false, message: answer.message }
  const { difference, allowed } = answer.parity
  const figures = `its logits differ from the cpu's by ${digits(difference)} of the largest logit (allowed: ${digits(allowed)})`
  // NaN must not pass.
  return Number.isFinite(difference) && difference <= allowed
    ? { passed: true, message: `${device} passed: ${figures}.` }
    : { passed: false, message: `${device} is wrong on this model: ${figures}; choose cpu.` }
}

function digits(value: number): string {
  return Number.isFinite(value) ? value.toExponential(1) : 'no number'
}

function keyOf({ hash }: Checked, device: Device): string {
  return `${device} ${hash}`
}

/** In the bundle it is in the same folder; run from the sources (in tests) it is still TypeScript. */
function defaultProbeFile(): string {
  const bundled = path.join(import.meta.dirname, 'device-probe.cjs')
  return existsSync(bundled) ? bundled : path.join(import.meta.dirname, 'device-probe.ts')
}
