import { isObject } from '../../read-file'
import type { HeadSizes } from './head-sizes'

/** What genai_config.json says of a model. */
export interface GenaiSettings {
  modelType: string | null
  contextLength: number | null
  sizes: HeadSizes | null
}

/** Its names of architectures where they are others than config.json's. */
const OTHER_NAMES: Readonly<Record<string, string>> = { gemma3: 'gemma3_text' }

/** What of it can be read; it is the file of another program, and nothing else in it matters here. */
export function genaiSettings(values: Record<string, unknown> | null): GenaiSettings {
  const model = objectIn(values ?? {}, 'model')
  const decoder = objectIn(model, 'decoder')
  const type = typeof model.type === 'string' ? model.type : null
  const [heads, kvHeads, dHead] = ['num_attention_heads', 'num_key_value_heads', 'head_size'].map((name) =>
    countIn(decoder, name),
  )
  return {
    modelType: type === null ? null : (OTHER_NAMES[type] ?? type),
    contextLength: countIn(model, 'context_length'),
    sizes: heads === null || kvHeads === null || dHead === null ? null : { heads, kvHeads, dHead },
  }
}

function objectIn(values: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = values[name]
  return isObject(value) ? value : {}
}

function countIn(values: Record<string, unknown>, name: string): number | null {
  const value = values[name]
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null
}
