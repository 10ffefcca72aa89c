import { MAX_SIZE, PatchbayError, shown } from '../../../contract'
import { isObject } from '../read-file'
import type { Activation } from '../transformer'
import { ACTIVATIONS } from './activations'
import { isNeutral, UNUSED, type NeutralValues, type Settings } from './neutral-values'
import { codeWarning, overruledWarning, unreadWarning } from './setting-warnings'

export function configError(message: string): PatchbayError {
  return new PatchbayError('bad-input', `config.json: ${message}.`)
}

/** Settings by their path, `rope_scaling.factor`: null where it was read, else the values that are not refused. */
export type KnownNames = ReadonlyMap<string, NeutralValues | null>

/** A warning by which the numbers may be of another model: a setting that nobody knows, or code that is not run. */
export interface Doubt {
  of: 'setting' | 'code'
  warning: string
}

/** What was found out while config.json was read; one for the file and the objects in it. */
interface Reading {
  known: Map<string, NeutralValues | null>
  objects: ConfigFields[]
  warnings: string[]
  doubts: Doubt[]
}

/**
 * Typed reading of config.json or of an object in it. Every error names the setting and what was found; what was
 * never read is listed by `unread`.
 */
export class ConfigFields {
  private readonly values: Record<string, unknown>
  /** `rope_scaling.` for the settings of that object. */
  private readonly prefix: string
  private readonly reading: Reading

  constructor(
    values: Record<string, unknown>,
    prefix = '',
    reading: Reading = { known: new Map(), objects: [], warnings: [], doubts: [] },
  ) {
    this.values = values
    this.prefix = prefix
    this.reading = reading
    reading.objects.push(this)
  }

  /** `rope_scaling`; '' of the file itself. */
  get path(): string {
    return this.prefix.slice(0, -1)
  }

  /** What was read or checked, whether the file has it or not. */
  get known(): KnownNames {
    return this.reading.known
  }

  /** Sentences about what is unusual but usable. */
  get warnings(): readonly string[] {
    return this.reading.warnings
  }

  get doubts(): readonly Doubt[] {
    return this.reading.doubts
  }

  /** `undefined` where it is missing. */
  value(name: string): unknown {
    this.reading.known.set(this.prefix + name, null)
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined
  }

  /** Settings that do not count here, because of what others say. */
  unused(...names: string[]): void {
    for (const name of names) this.reading.known.set(this.prefix + name, UNUSED)
  }

  /** Missing takes the fallback; without one it is refused, as null is: Python makes 0, False or an error of it. */
  count(name: string, fallback?: number): number {
    return this.checkedCount(name, this.orFallback(name, fallback))
  }

  /** A whole number that null, too, leaves to follow from the others. */
  derivedCount(name: string, derived: number): number {
    return this.checkedCount(name, this.value(name) ?? derived)
  }

  /** null leaves it out. */
  countOrNull(name: string, fallback: number | null): number | null {
    const value = this.orFallback(name, fallback)
    return value === null ? null : this.checkedCount(name, value)
  }

  /** A whole number that may be 0. */
  whole(name: string, fallback: number): number {
    const value = this.orFallback(name, fallback)
    if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
    throw this.wrong(name, 'a whole number from 0 up', value)
  }

  positive(name: string, fallback?: number): number {
    const value = this.orFallback(name, fallback)
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
    throw this.wrong(name, 'a number above 0', value)
  }

  /** null leaves it out. */
  positiveOrNull(name: string, fallback: number | null): number | null {
    return (this.orFallback(name, fallback) ?? null) === null
      ? null
      : this.positive(name, fallback ?? undefined)
  }

  /** A list of so many numbers above 0. */
  positives(name: string, length: number): number[] {
    const value = this.value(name)
    const isPositive = (one: unknown) => typeof one === 'number' && one > 0 && Number.isFinite(one)
    if (Array.isArray(value) && value.length === length && value.every(isPositive)) return value as number[]
    throw this.wrong(name, `a list of ${length} numbers above 0`, value)
  }

  /** Where the library lets null be, it is `ofNull`. */
  flag(name: string, fallback: boolean, ofNull: boolean | null = null): boolean {
    const value = this.orFallback(name, fallback) ?? ofNull
    if (typeof value === 'boolean') return value
    throw this.wrong(name, 'true or false', value)
  }

  activation(name: string, fallback: string): Activation {
    return this.choice(name, ACTIVATIONS, fallback)
  }

  /** What one of the words in `choices` stands for. */
  choice<T>(name: string, choices: Readonly<Record<string, T>>, fallback?: string): T {
    const value = this.orFallback(name, fallback)
    if (typeof value === 'string' && Object.hasOwn(choices, value)) return choices[value]
    const known = Object.keys(choices).join(', ')
    throw configError(`${this.prefix}${name} ${shown(value)} is not supported; supported are ${known}`)
  }

  /** An object in the file; an empty one where it is missing or null. */
  nested(name: string): ConfigFields {
    const value = this.value(name) ?? {}
    if (isObject(value)) return new ConfigFields(value, `${this.prefix}${name}.`, this.reading)
    throw configError(`${this.prefix}${name} must be an object`)
  }

  /** Refuses settings that change the maths in a way the engine does not have. */
  refuse(settings: Settings): void {
    for (const [name, neutral] of Object.entries(settings)) {
      const isRead = this.known.get(this.prefix + name) === null
      const value = this.value(name)
      if (!isRead) this.reading.known.set(this.prefix + name, neutral)
      if (value === undefined || isNeutral(value, neutral)) continue
      throw configError(
        `${this.prefix}${name} ${shown(value)} is not supported, and leaving it out would give wrong numbers`,
      )
    }
  }

  /** As `refuse`, for those that nothing has read before. */
  refuseUnread(settings: Settings): void {
    const unread = Object.entries(settings).filter(([name]) => !this.known.has(this.prefix + name))
    this.refuse(Object.fromEntries(unread))
  }

  /** Warns where a setting says something else than the one that counts: `by`, with its value. */
  overruled(name: string, by: string, counts: unknown): void {
    const value = this.value(name)
    if (value === undefined || JSON.stringify(value) === JSON.stringify(counts)) return
    this.reading.warnings.push(overruledWarning(this.prefix + name, value, by, counts))
  }

  /**
   * Warns where the model brings Python code of its own for classes of the library. Without leave the library runs
   * none either, where it knows the architecture; with it, the numbers may be others.
   */
  warnOfCode(name: string, architecture: string): void {
    const value = this.value(name) ?? {}
    if (isObject(value) && Object.keys(value).length === 0) return
    this.doubt('code', codeWarning(this.prefix + name, value, architecture))
  }

  /** Warns of every setting that nobody has read and that is not `neutral`, in the file and the objects read from it. */
  warnOfUnread(neutral: ReadonlySet<string>): void {
    const { known, objects } = this.reading
    const names = objects.flatMap(({ values, prefix }) => Object.keys(values).map((name) => prefix + name))
    const unread = [...new Set(names)].filter((name) => !known.has(name) && !neutral.has(name))
    if (unread.length > 0) this.doubt('setting', unreadWarning(unread))
  }

  private doubt(of: Doubt['of'], warning: string): void {
    this.reading.warnings.push(warning)
    this.reading.doubts.push({ of, warning })
  }

  private orFallback(name: string, fallback: unknown): unknown {
    const value = this.value(name)
    return value === undefined ? fallback : value
  }

  private checkedCount(name: string, value: unknown): number {
    if (!Number.isSafeInteger(value) || (value as number) <= 0)
      throw this.wrong(name, 'a whole number above 0', value)
    if ((value as number) <= MAX_SIZE) return value as number
    throw configError(
      `${this.prefix}${name} ${shown(value)} is too large: at most ${MAX_SIZE} can be computed`,
    )
  }

  private wrong(name: string, wanted: string, found: unknown): PatchbayError {
    return configError(`${this.prefix}${name} must be ${wanted}, not ${shown(found)}`)
  }
}
