import type { z } from 'zod'
import { METHODS, type RunConfig } from '../methods'
import { changeableParts } from './changed-config'

/** A part of a configuration as a form can change it. */
export type ConfigField = { name: string; isOptional: boolean } & (
  | { kind: 'choice' | 'choices'; choices: readonly string[] }
  /** `json`: of several parts, written as JSON. `fixed`: too large to be written, or from a file. */
  | { kind: 'number' | 'switch' | 'text' | 'json' | 'run' | 'fixed' }
)

/** Of what is written as JSON. */
const MOST_CHARACTERS = 4000

/** The parts of a method's configuration but model and prompts, as its schema has them; `run` names a run that it takes from. */
export function configFields(config: RunConfig): ConfigField[] {
  const shape: Record<string, z.core.$ZodType> = METHODS[config.method].config.shape
  return changeableParts(config)
    .filter((name) => name !== 'model')
    .map((name) => fieldOf(name, shape[name], (config as Record<string, unknown>)[name]))
}

function fieldOf(name: string, schema: z.core.$ZodType, value: unknown): ConfigField {
  const { inner, isOptional } = unwrapped(schema)
  const { def } = (inner as z.core.$ZodTypes)._zod
  const field = { name, isOptional }
  if (name === 'screening' || isRun(value)) return { ...field, kind: 'run' }
  if (def.type === 'enum')
    return { ...field, kind: 'choice', choices: Object.values(def.entries).map(String) }
  if (def.type === 'array') {
    const { def: element } = (def.element as z.core.$ZodTypes)._zod
    if (element.type === 'enum')
      return { ...field, kind: 'choices', choices: Object.values(element.entries).map(String) }
  }
  if (def.type === 'number') return { ...field, kind: 'number' }
  if (def.type === 'boolean') return { ...field, kind: 'switch' }
  if (def.type === 'string') return { ...field, kind: 'text' }
  const isSmall = def.type !== 'custom' && JSON.stringify(value ?? null).length <= MOST_CHARACTERS
  return { ...field, kind: isSmall ? 'json' : 'fixed' }
}

/** What is inside defaults and optional parts. */
function unwrapped(schema: z.core.$ZodType): { inner: z.core.$ZodType; isOptional: boolean } {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional') return { inner: unwrapped(def.innerType).inner, isOptional: true }
  if (def.type === 'default') return unwrapped(def.innerType)
  return { inner: schema, isOptional: false }
}

function isRun(value: unknown): value is { runId: string } {
  return typeof value === 'object' && value !== null && 'runId' in value && Object.keys(value).length === 1
}
