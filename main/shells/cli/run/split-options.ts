import type { Command } from 'commander'
import {
  MAX_SEED,
  oneOf,
  PatchbayError,
  SPLIT_UNITS,
  wholeNumber,
  type PromptSplit,
} from '../../../../contract'

/** Options that hold rows out, as typed. */
export interface SplitOptions {
  holdOut?: string
  splitBy?: string
  splitSeed?: string
}

export function withSplit(command: Command): Command {
  return command
    .option(
      '--hold-out <SHARE>',
      'hold this share of the rows out, e.g. 0.3: circuits are found on the others and judged on these; 0 = none',
    )
    .option('--split-by <WHAT>', 'what is held out together: row (default) or template')
    .option('--split-seed <N>', 'which rows are held out (default: 0)')
}

/**
 * The split of a set, `ofFile` where nothing is typed.
 * @throws PatchbayError (bad-input) for a share that is none, and for options that would say nothing.
 */
export function splitOf(
  { holdOut, splitBy, splitSeed }: SplitOptions,
  ofFile: PromptSplit | undefined,
): PromptSplit | undefined {
  if (holdOut === undefined && splitBy === undefined && splitSeed === undefined) return ofFile
  const heldOut = holdOut === undefined ? ofFile?.heldOut : shareOf(holdOut)
  if (!heldOut) {
    const [flag] = [splitBy && '--split-by', splitSeed && '--split-seed'].filter(Boolean)
    if (flag) throw new PatchbayError('bad-input', `${flag} says nothing without --hold-out: add it.`)
    return undefined
  }
  return {
    heldOut,
    by: splitBy === undefined ? (ofFile?.by ?? 'row') : oneOf('--split-by', SPLIT_UNITS, splitBy),
    seed: splitSeed === undefined ? (ofFile?.seed ?? 0) : wholeNumber('--split-seed', splitSeed, 0, MAX_SEED),
  }
}

function shareOf(typed: string): number {
  const share = Number(typed)
  if (typed.trim() !== '' && share >= 0 && share < 1) return share
  throw new PatchbayError(
    'bad-input',
    `--hold-out must be a share from 0 to below 1, such as 0.3, not ${typed}.`,
  )
}
