import type { Architecture } from '../../../contract'

/** As people write them. */
export const ARCHITECTURE_NAMES: Record<Architecture, string> = {
  gpt2: 'GPT-2',
  'gpt-neox': 'GPT-NeoX',
  llama: 'Llama',
  'attention-only': 'attention only',
  tracr: 'Tracr',
}
