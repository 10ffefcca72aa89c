import { PatchbayError, shown, shownNames, type PromptTask, type PromptTaskOption } from '../../../contract'

/** The options of a task as chosen, the others as the task has them. */
export class TaskOptions {
  private readonly values: Map<string, string | number>
  /** What differs from the task's own. */
  readonly chosen: Record<string, string | number>

  /** @throws PatchbayError (bad-input) for options that the task does not have, and values that they do not take. */
  constructor({ name, options }: PromptTask, given: Readonly<Record<string, string | number>>) {
    const other = Object.keys(given).find((key) => !options.some((option) => option.name === key))
    if (other !== undefined) {
      const has =
        options.length === 0 ? 'it has none' : `it has ${shownNames(options.map(({ name }) => name))}`
      throw new PatchbayError('bad-input', `${name} has no option ${shown(other)}: ${has}.`)
    }
    this.values = new Map(options.map((option) => [option.name, valueOf(option, given[option.name])]))
    const isChosen = ({ name, ...option }: PromptTaskOption) => this.values.get(name) !== option.default
    this.chosen = Object.fromEntries(
      options.filter(isChosen).map(({ name }) => [name, this.values.get(name)!]),
    )
  }

  text(name: string): string {
    return String(this.values.get(name))
  }

  number(name: string): number {
    return Number(this.values.get(name))
  }
}

/** A number may be typed as text. */
function valueOf(option: PromptTaskOption, given: string | number | undefined): string | number {
  if (given === undefined) return option.default
  if (option.kind === 'text') return String(given)
  if (option.kind === 'choice') {
    const found = option.values.find(({ value }) => value === String(given))
    if (found) return found.value
    const all = shownNames(option.values.map(({ value }) => value))
    throw refused(option, `one of ${all}`, given)
  }
  const { min, max } = option
  const number = typeof given === 'string' && given.trim() === '' ? NaN : Number(given)
  if (Number.isInteger(number) && number >= min && number <= max) return number
  throw refused(option, `a whole number from ${min} to ${max}`, given)
}

function refused({ name }: PromptTaskOption, wanted: string, given: string | number): PatchbayError {
  return new PatchbayError('bad-input', `The option ${name} must be ${wanted}, not ${shown(given)}.`)
}
