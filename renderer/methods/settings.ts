import type { Ablation, MetricName } from '../../contract'
import { METRIC_LABEL } from '../state/metric-label'

/** What a run is called, by its id. */
export type RunName = (id: string) => string
/** The parts of a configuration by name, with what an older program left out. */
export type SettingValues = Readonly<Record<string, unknown>>

/** One choice of a configuration: what it is called, and how it is compared with the form's. */
export interface Setting {
  what: string
  /** The choice in words; left out, the value itself. */
  text?: (value: never, runName: RunName) => string
  /** Means the same in every method that has it: compared with the form of another method too. */
  isShared?: boolean
  /** Which result is looked at, not how it is measured. */
  isOfView?: boolean
  /** Whether the two can be compared at all. */
  isCompared?: (here: SettingValues, form: SettingValues) => boolean
  /** What the choice is where an older program left it out. */
  leftOut?: (config: SettingValues) => unknown
}

/** A row for every part of a configuration but model, prompts and method: a part without one is a type error. */
export type Settings<Config> = [Config] extends [never]
  ? Readonly<Record<never, never>>
  : Readonly<Record<Exclude<keyof Config, 'model' | 'prompts' | 'method'>, Setting | null>>

export const METRIC: Setting = {
  what: 'metric',
  text: (metric: MetricName) => METRIC_LABEL[metric],
  isShared: true,
}

export const DIRECTION: Setting = { what: 'direction', isShared: true }

export const ABLATION: Setting = {
  what: 'ablation',
  isShared: true,
  // A judgement without one uses the ablation of its circuit.
  isCompared: (here, form) => here.ablation !== undefined && form.ablation !== undefined,
  leftOut: (): Ablation => 'resample',
}

/** The families of sites. Not compared for a run on chosen sites, which `only` lists. */
export const SITES: Setting = {
  what: 'sites',
  text: (sites: string[]) => sites.join(', '),
  isCompared: (here) => !('only' in here),
}

export const TOP: Setting = {
  what: 'top',
  text: (top: number | number[]) => [top].flat().join(', ') || 'none',
}

/** A circuit to judge, or to judge against. */
export const circuitText = (
  source: { runId?: string; edges?: readonly number[] } | undefined,
  runName: RunName,
): string => {
  if (!source) return 'none'
  if (source.runId !== undefined && source.edges) {
    return `${source.edges.length} chosen edges of ${runName(source.runId)}`
  }
  return source.runId === undefined ? 'a file' : runName(source.runId)
}

export const CIRCUIT: Setting = { what: 'circuit', text: circuitText, isShared: true, isOfView: true }
