import { PatchbayError } from '../../../contract'
import type { Device, DeviceCheck, ModelInfo } from '../../../contract'
import type { DeviceParity } from '../../../engine/host'
import { resolveModelPath } from '../files/model-path'
import { askChild, entryFile } from './child-job'

/** Loading a large model and compiling its operations takes a while; a driver that hangs never ends. */
const LIMIT_MS = 180_000

export interface ToProbe {
  modelPath: string
  device: Device
}
export type FromProbe = { kind: 'compared'; parity: DeviceParity } | { kind: 'failed'; message: string }

type Checked = Pick<ModelInfo, 'path' | 'stamp'>

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
    const found = { device, modelStamp: model.stamp }
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

  private async probe(job: ToProbe, signal?: AbortSignal): Promise<FromProbe> {
    const { probeFile: file = entryFile('device-probe'), execArgv, env, limitMs = LIMIT_MS } = this.options
    const found = await askChild<FromProbe>(job, { file, execArgv, env, limitMs, signal })
    if (found.kind === 'answered') return found.answer
    return { kind: 'failed', message: `${job.device} cannot be used: ${found.reason}; choose cpu.` }
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

function keyOf({ stamp }: Checked, device: Device): string {
  return `${device} ${stamp}`
}
