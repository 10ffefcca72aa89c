import { PatchbayError } from '../error'
import { METRICS, type MetricName } from '../metric'
import { ABLATIONS, DIRECTIONS, type Ablation, type Direction } from '../vocabulary'

/** What an option's value names instead of saying it: the command line reads it and passes on what it read. */
export interface Readings {
  /** A file of edge names, one a line. */
  'edge-list': string[]
  /** A file of logits, `[prompt][vocab]`. */
  logits: number[][]
}

/** An option of a command. */
export interface CommandOption {
  flag: `--${string}`
  /** What follows the flag, e.g. `<LIST>`; a switch without it. */
  value?: `<${string}>`
  help: string
  isRequired?: true
  default?: string
  /** It may be given again: its value is a list. */
  isRepeatable?: true
  /** Older names, which work and are not shown. */
  aliases?: readonly `--${string}`[]
  /**
   * What the value names. A `circuit` (a file, or `run:ID`) can be read only once the store is open: it is not part of
   * what `config` is given, and goes into the configuration under the option's own key.
   */
  reads?: keyof Readings | 'circuit'
}

type ValueOf<Option extends CommandOption> = Option extends { reads: infer Reading extends keyof Readings }
  ? Readings[Reading]
  : Option extends { isRepeatable: true }
    ? string[]
    : Option extends { value: string }
      ? string
      : boolean

/** The values of options as typed, by key; what they name is read already. */
export type Typed<Options extends Record<string, CommandOption>> = {
  [Key in keyof Options as Options[Key] extends { reads: 'circuit' } ? never : Key]: Options[Key] extends
    { isRequired: true } | { default: string }
    ? ValueOf<Options[Key]>
    : ValueOf<Options[Key]> | undefined
}

/** A configuration as options of its command, by key: `true` is a switch, a list is given again and again. */
export interface Spelled {
  typed: Record<string, string | readonly string[] | boolean | undefined>
  /** What no option says, in words: a command with the options alone would be another run. */
  unsaid?: readonly string[]
}

/** How a method is started from the command line. */
export interface CommandLine<Config> {
  description: string
  /** In the order of the help; the key is that of the configuration where the two mean the same. */
  options: Record<string, CommandOption>
  /**
   * The configuration without model, prompts and circuits.
   * @throws PatchbayError (bad-input) for text that is not a value of its option.
   */
  config(typed: Record<string, unknown>): Partial<Config>
}

/** A command with `config` typed by its options. */
export function commandLine<const Options extends Record<string, CommandOption>, Config>(command: {
  description: string
  options: Options
  config(typed: Typed<Options>): Config
}): { description: string; options: Options; config(typed: Record<string, unknown>): Config } {
  return { ...command, config: (typed) => command.config(typed as Typed<Options>) }
}

export const metricOption = { flag: '--metric', value: '<NAME>', help: METRICS.join(', ') } as const

/** The options of every method that patches values in. */
export const patchingOptions = {
  metric: { ...metricOption, isRequired: true },
  direction: {
    flag: '--direction',
    value: '<D>',
    help: 'noising: corrupt values patched into the clean run; denoising: clean values into the corrupt run',
    isRequired: true,
  },
  ablation: {
    flag: '--ablation',
    value: '<KIND>',
    help: `what is patched in: ${ABLATIONS.join(', ')}`,
    default: 'resample',
  },
} as const

export function patchingOf(typed: { metric: string; direction: string; ablation: string }): {
  metric: MetricName
  direction: Direction
  ablation: Ablation
} {
  return {
    direction: oneOf('--direction', DIRECTIONS, typed.direction),
    ablation: oneOf('--ablation', ABLATIONS, typed.ablation),
    metric: oneOf('--metric', METRICS, typed.metric),
  }
}

/** The other way round, as the option has it. */
export function patchingSpelled(config: {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
}): Spelled['typed'] {
  const { metric, direction, ablation = 'resample' } = config
  return { metric, direction, ablation }
}

/** A text that has to be one of some words. @throws PatchbayError (bad-input). */
export function oneOf<const Choice extends string>(
  flag: string,
  choices: readonly Choice[],
  text: string,
): Choice {
  const found = choices.find((choice) => choice === text)
  if (found) return found
  throw new PatchbayError('bad-input', `${flag} must be one of ${choices.join(', ')}, not "${text}".`)
}

/** @throws PatchbayError (bad-input) for anything but a whole number from `least` on, to `most` where there is one. */
export function wholeNumber(flag: string, text: string, least: number, most?: number): number {
  const number = wholeNumberOf(text, least)
  if (number !== null && number <= (most ?? Infinity)) return number
  const range = most === undefined ? `${least} on` : `${least} to ${most}`
  throw new PatchbayError('bad-input', `${flag} must be a whole number from ${range}, not "${text}".`)
}

/** `20`, `1,5,10`. @throws PatchbayError (bad-input) for anything but whole numbers from `least` on. */
export function wholeNumbers(flag: string, text: string, least: number): number[] {
  return text.split(',').map((part) => {
    const number = wholeNumberOf(part, least)
    if (number !== null) return number
    throw new PatchbayError('bad-input', `${flag} takes whole numbers from ${least} on, not "${text}".`)
  })
}

function wholeNumberOf(text: string, least: number): number | null {
  const number = Number(text)
  return text.trim() !== '' && Number.isSafeInteger(number) && number >= least ? number : null
}
