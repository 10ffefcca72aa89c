import { runConfigSchema, type RunConfig, type RunSummary } from '../../contract'
import { methodLabel, methodView } from '../methods/registry'
import type { RunName, Setting, SettingValues } from '../methods/settings'
import { isSameValue } from './same-value'

/** One choice that differs between a run and the form. */
export interface SettingDifference {
  what: string
  here: string
  form: string
}

/** The choices that differ between a run and the form; where the methods differ, only choices that mean the same in both. */
export function settingDifferences(
  config: RunConfig,
  next: RunConfig,
  summary: RunSummary,
  runName: RunName,
): SettingDifference[] {
  const here = { ...valuesOf(config), ...methodView(config.method).impliedSettings?.(summary) }
  const form = valuesOf(next)
  const isSameMethod = config.method === next.method
  const rows = Object.entries({ ...settingsOf(config), ...settingsOf(next) })
  return [
    ...methodDifference(config, next),
    ...rows.flatMap(([name, setting]) => {
      const isRelevant = isSameMethod || (setting.isShared && name in here && name in form)
      const isCompared = setting.isCompared?.(here, form) ?? true
      if (!isRelevant || !isCompared || isSameValue(here[name], form[name])) return []
      const hereText = textOf(setting, here[name], runName)
      const formText = textOf(setting, form[name], runName)
      const isAlike = hereText === formText
      return [{ what: setting.what, here: hereText, form: isAlike ? `others, ${formText}` : formText }]
    }),
  ]
}

/** A run that several stages show counts as a run of the method of each. */
function methodDifference(config: RunConfig, next: RunConfig): SettingDifference[] {
  const isOne = config.method === next.method || methodView(config.method).stagesOf(config).length > 1
  if (isOne) return []
  return [{ what: 'method', here: methodLabel(config.method), form: methodLabel(next.method) }]
}

/** `metric KL · threshold 0.02 · …`: all that a configuration chose besides model, prompts and method. */
export function settingsLine(config: RunConfig): string {
  const values = valuesOf(config)
  return Object.entries(settingsOf(config))
    .filter(([name, { isOfView }]) => !isOfView && values[name] !== undefined)
    .map(([name, setting]) => `${setting.what} ${textOf(setting, values[name])}`)
    .join(' · ')
}

function textOf(setting: Setting, value: unknown, runName: RunName = (id) => id): string {
  const text = (setting.text ?? String) as (value: unknown, runName: RunName) => string
  return text(value, runName)
}

/** The rows of a method that are listed. */
function settingsOf({ method }: RunConfig): Record<string, Setting> {
  const rows: Readonly<Record<string, Setting | null>> = methodView(method).settings
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, row]) => (row ? [[name, row] as const] : [])),
  )
}

const known = new WeakMap<RunConfig, SettingValues>()

/** A configuration with what an older program left out. A form that cannot run yet stays as it is. */
function valuesOf(config: RunConfig): SettingValues {
  const before = known.get(config)
  if (before) return before
  // Prompts are compared elsewhere; parsed here, they would be checked row by row.
  const { data } = runConfigSchema.safeParse({ ...config, prompts: { name: 'prompts', rows: [] } })
  const values: Record<string, unknown> = { ...(data ?? config) }
  for (const [name, { leftOut }] of Object.entries(settingsOf(config))) {
    const value = values[name] ?? leftOut?.(values)
    if (value !== undefined) values[name] = value
  }
  known.set(config, values)
  return values
}
