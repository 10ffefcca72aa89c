import { AUTOCIRCUIT } from './autocircuit'
import { FAITHFULNESS } from './faithfulness'
import { FEATURE_CIRCUITS } from './feature-circuits'
import type { Layout } from './layout'
import { MIB } from './mib'
import { OWN_FILE } from './own-file'
import { PEAP } from './peap'
import { PROMPT_TABLE, ROWS_WITHOUT_FIELDS } from './prompt-table'
import { VERB_AGREEMENT } from './verb-agreement'

export type { Layout, LayoutContext, LayoutRows } from './layout'
export { wordLists } from './word-pairs'

/** In the order in which they are tried: those with the most names of their own first. */
export const LAYOUTS: readonly Layout[] = [
  OWN_FILE,
  AUTOCIRCUIT,
  ...FAITHFULNESS,
  VERB_AGREEMENT,
  FEATURE_CIRCUITS,
  MIB,
  PEAP,
  PROMPT_TABLE,
  ROWS_WITHOUT_FIELDS,
]
