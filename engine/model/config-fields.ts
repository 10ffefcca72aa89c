import { PatchbayError } from '../../contract'
import type { Activation } from './transformer'

export function configError(message: string): PatchbayError {
  return new PatchbayError('bad-input', `config.json: ${message}.`)
}

const shown = (value: unknown) => JSON.stringify(value) ?? 'nothing'

/** Typed reading of config.json; every error names the setting and what was found. */
export class ConfigFields {
  readonly values: Record<string, unknown>

  constructor(values: Record<string, unknown>) {
    this.values = values
  }

  private value(name: string): unknown {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined
  }

  /** Missing and null both take the fallback; without one they are refused. */
  count(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number
    throw configError(`${name} must be a whole number above 0, not ${shown(value)}`)
  }

  positive(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
    throw configError(`${name} must be a number above 0, not ${shown(value)}`)
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback
    if (typeof value === 'boolean') return value
    throw configError(`${name} must be true or false, not ${shown(value)}`)
  }

  activation(name: string, fallback: string): Activation {
    const value = this.value(name) ?? fallback
    if (typeof value === 'string' && Object.hasOwn(ACTIVATIONS, value)) return ACTIVATIONS[value]
    const known = Object.keys(ACTIVATIONS).join(', ')
    throw configError(`${name} ${shown(value)} is not supported; supported are ${known}`)
  }

  /**
   * Refuses settings that change the maths and that the engine does not have. `neutral` are the values
   * with which a setting changes nothing; absent and null always do.
   */
  refuse(settings: Record<string, unknown[]>): void {
    for (const [name, neutral] of Object.entries(settings)) {
      const value = this.value(name)
      if (value === undefined || neutral.includes(value)) continue
      throw configError(
        `${name} ${shown(value)} is not supported, and leaving it out would give wrong numbers`,
      )
    }
  }
}

/** Hugging Face names; the tanh forms differ only in the order of operations. */
const ACTIVATIONS: Record<string, Activation> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu-new',
  gelu_fast: 'gelu-new',
  gelu_accurate: 'gelu-new',
  gelu_pytorch_tanh: 'gelu-new',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
}

/** Settings of many architectures that no supported one has; refused wherever they are switched on. */
export const FOREIGN_SETTINGS: Record<string, unknown[]> = {
  quantization_config: [],
  sliding_window: [],
  use_sliding_window: [false],
  num_experts: [0, 1],
  num_local_experts: [0, 1],
  n_routed_experts: [0],
  final_logit_softcapping: [],
  attn_logit_softcapping: [],
  logit_scale: [1],
  logits_scaling: [1],
  embedding_multiplier: [1],
  residual_multiplier: [1],
  attention_multiplier: [],
  query_pre_attn_scalar: [],
  partial_rotary_factor: [1],
  use_qk_norm: [false],
  qk_layernorm: [false],
  clip_qkv: [],
  alibi: [false],
  cross_attention_layers: [],
}
