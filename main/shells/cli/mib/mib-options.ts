import {
  ABLATIONS,
  MAX_MADE_ROWS,
  MAX_SEED,
  METRICS,
  oneOf,
  PatchbayError,
  wholeNumber,
  type Ablation,
  type MetricName,
} from '../../../../contract'
import type { SettingsOptions } from '../run/settings'
import type { SplitOptions } from '../run/split-options'
import type { StoreOptions } from '../runs/store-options'
import { axisValues } from '../sweep/axis-values'

export const MIB_METHODS = ['eap', 'eap-ig', 'edges', 'acdc'] as const
export type MibMethod = (typeof MIB_METHODS)[number]

/** As typed. */
export interface MibOptions extends StoreOptions, SettingsOptions, SplitOptions {
  models: string[]
  tasks: string[]
  methods: string[]
  out: string
  metric: string
  ablation: string
  igSteps: string
  thresholds: string
  count: string
  seed: string
  redis?: string
  dryRun?: boolean
}

/** What was typed under a name, or a name that is still to be made of it. */
export interface Named {
  name: string | null
  what: string
}

/** What is compared, checked. */
export interface MibChoices {
  models: Named[]
  tasks: Named[]
  methods: MibMethod[]
  metric: MetricName
  ablation: Ablation
  igSteps: number
  /** Ascending, above 0. */
  thresholds: number[]
  count: number
  seed: number
}

/** @throws PatchbayError (bad-input) for what cannot be compared. */
export function choicesOf(options: MibOptions): MibChoices {
  return {
    models: options.models.map(namedOf),
    tasks: options.tasks.map(namedOf),
    methods: [...new Set(options.methods.map((each) => oneOf('--methods', MIB_METHODS, each)))],
    metric: oneOf('--metric', METRICS, options.metric),
    ablation: oneOf('--ablation', ABLATIONS, options.ablation),
    igSteps: wholeNumber('--ig-steps', options.igSteps, 1, 1000),
    thresholds: thresholdsOf(options.thresholds),
    count: wholeNumber('--count', options.count, 1, MAX_MADE_ROWS),
    seed: wholeNumber('--seed', options.seed, 0, MAX_SEED),
  }
}

/** `gpt2=/models/small`; a path may have an equals sign after its first slash. */
function namedOf(typed: string): Named {
  const named = /^([\w.-]+)=(.+)$/.exec(typed)
  return named ? { name: named[1], what: named[2] } : { name: null, what: typed }
}

function thresholdsOf(typed: string): number[] {
  const values = [...new Set(axisValues('threshold', { thresholds: typed }))].sort((a, b) => a - b)
  if (values[0] > 0) return values
  throw new PatchbayError(
    'bad-input',
    `--thresholds must be above 0, not ${values[0]}: edges are ranked by the threshold at which they fall.`,
  )
}

/** In names of folders, which are {task}_{model}: letters, digits, dots and dashes. */
export function folderName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replaceAll(/^[.-]+|-+$/g, '') || 'unnamed'
}
