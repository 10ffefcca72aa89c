import { Option, type Command } from 'commander'
import { PatchbayError } from '../../../../contract'
import type { CommandOption } from '../../../../contract'

/** The options of a method's definition as a command has them: declared, and read by their keys. */
export class TypedOptions {
  private readonly command: Command
  private readonly options: Record<string, CommandOption>
  /** Flags that were typed by an older name, with that name. */
  private readonly typedAs = new Map<string, string>()

  constructor(command: Command, options: Record<string, CommandOption>) {
    this.command = command
    this.options = options
    for (const option of Object.values(options)) {
      command.addOption(optionOf(option))
      for (const alias of option.aliases ?? []) this.addAlias(option, alias)
    }
  }

  /** What was typed, by key, without what was left out. */
  values(): Record<string, unknown> {
    const typed = Object.entries(this.options).map(([key, { flag }]) => [
      key,
      this.command.getOptionValue(attributeOf(flag)),
    ])
    return Object.fromEntries(typed.filter(([, value]) => value !== undefined))
  }

  /** Does work whose errors name flags; they come out with the names that were typed. */
  async asTyped(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof PatchbayError)
        for (const [flag, alias] of this.typedAs) error.message = error.message.replaceAll(flag, alias)
      throw error
    }
  }

  private addAlias({ flag, value }: CommandOption, alias: string): void {
    const option = new Option(withValue(alias, value)).hideHelp()
    this.command.addOption(option).on(`option:${option.name()}`, (typed: unknown) => {
      this.command.setOptionValueWithSource(attributeOf(flag), typed, 'cli')
      this.typedAs.set(flag, alias)
    })
  }
}

function optionOf({ flag, value, help, isRequired, isRepeatable, default: given }: CommandOption): Option {
  const option = new Option(withValue(flag, value), help)
  if (isRequired) option.makeOptionMandatory()
  if (given !== undefined) option.default(given)
  if (isRepeatable) option.argParser((one: string, others: string[] = []) => [...others, one])
  return option
}

function withValue(flag: string, value: string | undefined): string {
  return value === undefined ? flag : `${flag} ${value}`
}

/** The name by which commander keeps an option's value. */
function attributeOf(flag: string): string {
  return new Option(flag).attributeName()
}
