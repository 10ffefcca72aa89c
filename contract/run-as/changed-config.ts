import { PatchbayError } from '../error'
import { METHODS, runConfigSchema, type RunConfig } from '../methods'

/** The parts of a configuration that can be set to other values; its method and prompts are what make it this run. */
export function changeableParts({ method }: Pick<RunConfig, 'method'>): string[] {
  return Object.keys(METHODS[method].config.shape).filter((name) => name !== 'method' && name !== 'prompts')
}

/**
 * A configuration with other values of some parts, checked.
 * @throws PatchbayError (bad-input) for a part that the method does not have, and for a value that it cannot take.
 */
export function changedConfig(config: RunConfig, changes: Readonly<Record<string, unknown>>): RunConfig {
  const parts = changeableParts(config)
  const unknown = Object.keys(changes).find((name) => !parts.includes(name))
  if (unknown !== undefined) {
    throw new PatchbayError(
      'bad-input',
      `${METHODS[config.method].title} has no "${unknown}": it has ${parts.join(', ')}.`,
    )
  }
  const { success, data, error } = runConfigSchema.safeParse({ ...config, ...changes })
  if (success) return data
  const [{ path, message }] = error.issues
  throw new PatchbayError('bad-input', `${path.join('.')} cannot be that: ${message}.`)
}
