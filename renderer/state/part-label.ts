import type { RunConfig } from '../../contract'
import { methodView } from '../methods/registry'
import type { Setting } from '../methods/settings'
import { capitalised } from '../widgets/format'

/** What a part of a configuration is called on screen: as the facts of a run have it, else by its name. */
export function partLabel({ method }: Pick<RunConfig, 'method'>, name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return capitalised(settingOf(method, name)?.what ?? words)
}

/** A value of a part in the words of the facts of a run; the value itself where it has none. What is not set says what that means. */
export function partText(config: Pick<RunConfig, 'method'>, name: string, value: unknown): string {
  const setting = settingOf(config.method, name)
  const text = setting?.text as ((value: unknown) => string) | undefined
  const assumed = value === undefined ? setting?.leftOut?.(config) : value
  if (assumed === undefined) return 'not set'
  const words = text ? text(assumed) : String(assumed)
  return value === undefined ? `${words} (default)` : words
}

function settingOf(method: RunConfig['method'], name: string): Setting | null | undefined {
  const settings: Readonly<Record<string, Setting | null>> = methodView(method).settings
  return settings[name]
}
