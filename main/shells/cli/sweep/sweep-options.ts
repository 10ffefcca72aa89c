import path from 'node:path'
import { definitionOf, PatchbayError } from '../../../../contract'
import type { CommandOption, MethodName, RunConfig, SweepFileOptions } from '../../../../contract'
import type { Host } from '../../../host/host'
import { readCircuits, readFiles } from '../run/read-named'

/** Where options were written, for messages. */
export interface OptionsOf {
  method: MethodName
  given: SweepFileOptions
  /** Keys of options that an axis of the sweep gives, with one of its values. */
  swept: Record<string, string>
  /** Paths are meant from here. */
  folder: string
  /** Such as `"options"` of `sweep.json`. */
  where: string
}

/**
 * A method's own options, spelled as its command has them without the dashes, as a configuration without model and prompts.
 * @throws PatchbayError (bad-input) for what the command would refuse.
 */
export async function configOfOptions(host: Host, options: OptionsOf): Promise<Partial<RunConfig>> {
  const { method, where } = options
  const { command } = definitionOf(method)
  const typed = typedOf(command.options, options)
  try {
    const own = command.config({ ...typed, ...readFiles(command.options, typed) })
    return { ...own, ...(await readCircuits(host, command.options, typed)) } as Partial<RunConfig>
  } catch (error) {
    if (error instanceof PatchbayError)
      error.message = `${where}: ${withoutDashes(error.message, command.options)}`
    throw error
  }
}

/** By key, as the command line has them. */
function typedOf(
  known: Record<string, CommandOption>,
  { method, given, swept, folder, where }: OptionsOf,
): Record<string, unknown> {
  const names = Object.values(known).map(({ flag }) => nameOf(flag))
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new PatchbayError(
      'bad-input',
      `${where}: ${method} has no option "${unknown}": it has ${names.join(', ')}.`,
    )
  const typed: Record<string, unknown> = {}
  for (const [key, option] of Object.entries(known)) {
    const name = nameOf(option.flag)
    const value = given[name] ?? swept[key] ?? option.default
    if (value === undefined || value === false) {
      if (option.isRequired)
        throw new PatchbayError('bad-input', `${where}: "${name}" is missing: ${option.help}.`)
      continue
    }
    typed[key] = textOf(value, option, folder)
  }
  return typed
}

function textOf(value: SweepFileOptions[string], option: CommandOption, folder: string): unknown {
  if (option.isRepeatable) return [value].flat().map(String)
  if (option.value === undefined) return value
  const text = String(value)
  const isFile = option.reads !== undefined && !text.startsWith('run:')
  return isFile ? path.resolve(folder, text) : text
}

const nameOf = (flag: string) => flag.replace(/^--/, '')

/** Messages of the command line name flags; a file has their names. */
function withoutDashes(message: string, options: Record<string, CommandOption>): string {
  return Object.values(options)
    .toSorted((a, b) => b.flag.length - a.flag.length)
    .reduce((text, { flag }) => text.replaceAll(flag, `"${nameOf(flag)}"`), message)
}
