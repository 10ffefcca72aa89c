import { basename } from 'node:path'
import { PatchbayError, shown } from '../../../contract'
import type { TensorEntries } from './tensor-entry'

/** What torch.compile, FSDP and checkpointing put into names, anywhere; DataParallel puts `module` in front. */
const WRAPPERS = /(^|\.)(_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)(?=\.)/g
const IN_FRONT = /^module\./

/** The name of the same tensor of the model that was not wrapped. */
function unwrappedName(name: string): string {
  let plain = name.replace(WRAPPERS, '').replace(/^\./, '')
  while (IN_FRONT.test(plain)) plain = plain.replace(IN_FRONT, '')
  return plain
}

/**
 * The tensors under the names that they have in the model itself.
 * @throws PatchbayError (bad-input) where two have one name then.
 */
export function unwrapped(entries: TensorEntries): TensorEntries {
  const plain: TensorEntries = new Map()
  const storedAs = new Map<string, string>()
  for (const entry of entries.values()) {
    const name = unwrappedName(entry.name)
    const other = storedAs.get(name)
    if (other !== undefined) {
      const both = `tensors ${shown(other)} and ${shown(entry.name)} are the same one, once wrapped and once not`
      throw new PatchbayError('bad-input', `${basename(entry.filePath)}: ${both}; delete one of them.`)
    }
    storedAs.set(name, entry.name)
    plain.set(name, { ...entry, name })
  }
  return plain
}
