import { Option, type Command } from 'commander'
import { PatchbayError } from '../../../contract'

/** Of each command the flags that were typed by an older name, with that name. */
const typedAs = new WeakMap<Command, Map<string, string>>()

/** An older name of an option: it works as ever, and the help does not show it. */
export function withAlias(command: Command, flag: string, alias: string): Command {
  const option = new Option(`${alias} <VALUE>`).hideHelp()
  const key = new Option(flag).attributeName()
  return command.addOption(option).on(`option:${option.name()}`, (value: string) => {
    command.setOptionValueWithSource(key, value, 'cli')
    typedAs.set(command, (typedAs.get(command) ?? new Map()).set(flag, alias))
  })
}

/** Work on what was typed, whose errors name flags as they were typed. */
export async function withTypedFlags(command: Command, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'bad-input')
      for (const [flag, alias] of typedAs.get(command) ?? [])
        error.message = error.message.replaceAll(flag, alias)
    throw error
  }
}
