import { LARGE_MODELS, type LargeModelName } from '../large-models'
import { MID, SMALL, type BenchModel } from '../models'
import { acdcOf } from './acdc'
import { growth, plain, settings } from './acdc-compared'
import { exactOf } from './exact'
import { explain } from './explain'
import { forward } from './forward'
import { judge } from './judge'
import { largeOf } from './large'
import { manyPrompts, memory } from './memory'
import type { Part } from './part'
import { pause } from './pause'
import { screeningOf } from './screening'
import { streaming } from './streaming'
import { tests } from './tests'

/** Opening a large file, the first runs and EAP. */
const LARGE: Record<string, Part> = Object.fromEntries(
  Object.keys(LARGE_MODELS).map((name) => [`open-${name}`, largeOf(name as LargeModelName)]),
)

/** By name on the command line, in the order of the table. */
export const PARTS: Record<string, Part> = {
  'kl-100': acdcOf('kl', 0),
  'kl-300': acdcOf('kl', 1),
  'kl-1000': acdcOf('kl', 2),
  'logit-diff-100': acdcOf('logit_diff', 0),
  'logit-diff-300': acdcOf('logit_diff', 1),
  'logit-diff-1000': acdcOf('logit_diff', 2),
  eap: screeningOf('eap', 1.3),
  'eap-ig': screeningOf('eap-ig', 1.3 * 5),
  attribution: screeningOf('attribution', 1.2),
  'attribution-all': screeningOf('attribution-all', null),
  explain,
  exact: exactOf((model) => (model === SMALL ? 20 : 10)),
  'exact-whole': exactOf(() => 1),
  forward,
  judge,
  tests,
  growth,
  plain,
  streaming,
  settings,
  pause,
  memory,
  'many-prompts': manyPrompts,
  ...LARGE,
}

/** Measured only where they are named: they take long. */
export const ON_REQUEST: readonly string[] = ['exact-whole', 'memory', 'many-prompts', ...Object.keys(LARGE)]

/** Parts that measure one model only. */
export const MODEL_OF: Record<string, BenchModel> = {
  growth: MID,
  plain: MID,
  streaming: SMALL,
  memory: SMALL,
  'many-prompts': SMALL,
  ...Object.fromEntries(Object.keys(LARGE).map((name) => [name, SMALL])),
}
