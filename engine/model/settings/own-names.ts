import { shown } from '../../../contract'
import { configError } from './config-fields'

/** Another name that the library takes for a setting, and the setting's own: `hidden_size` for GPT-2's `n_embd`. */
export type OtherNames = Record<string, string>

/**
 * The settings of a file under their own names alone.
 * @throws PatchbayError (bad-input) where both names are there and say different things.
 */
export function ownNames(values: Record<string, unknown>, otherNames: OtherNames): Record<string, unknown> {
  const renamed = { ...values }
  for (const [other, own] of Object.entries(otherNames)) {
    if (!Object.hasOwn(values, other)) continue
    if (Object.hasOwn(values, own) && JSON.stringify(values[own]) !== JSON.stringify(values[other])) {
      const both = `${own} ${shown(values[own])} and ${other} ${shown(values[other])}`
      throw configError(`${both} are two names of one setting and differ; delete the one that is wrong`)
    }
    renamed[own] = values[other]
    delete renamed[other]
  }
  return renamed
}
