import { PatchbayError } from '../../contract'
import { planModel } from '../../engine/model/architectures'
import { UNUSED, type NeutralValues } from '../../engine/model/settings/neutral-values'
import { FOREIGN_SETTINGS } from '../../engine/model/settings/config-settings'
import { layerSpec } from '../../engine/model/transformer'
import type { Fixture } from './fixtures'

/** What the plan of an architecture asks for. */
export interface ReadSettings {
  /** Without those in rope_parameters, which all who have them read alike. */
  read: string[]
  refused: Record<string, NeutralValues>
  /** The phrases of setting-meanings.ts that it needs. */
  meanings: ReadonlySet<string>
}

/** All that is read for models of an architecture, in the order in which it is. */
export function settingsOf(fixtures: Fixture[]): ReadSettings {
  const known = fixtures.flatMap(({ values, plan }) => [
    ...plan.known,
    ...scaledPositions(values, plan).flatMap(({ known }) => [...known]),
  ])
  const names = [...new Set(known.filter(([, values]) => isRead(values)).map(([name]) => name))]
  const refused = known.filter(
    ([name, values]) => !isRead(values) && !names.includes(name) && !Object.hasOwn(FOREIGN_SETTINGS, name),
  )
  return {
    read: names.filter((name) => !isRotary(name)),
    refused: Object.fromEntries(refused.filter(([name]) => !isRotary(name))) as Record<string, NeutralValues>,
    meanings: new Set(names.map(meaningName)),
  }
}

/** By models of the architecture, if not by this one. */
const isRead = (values: NeutralValues | null) => values === null || values === UNUSED

const isRotary = (setting: string) => /^rope_(scaling|parameters)\./.test(setting)

/** The name under which a setting's phrase is listed: rotary settings are the same in every object that has them. */
function meaningName(setting: string): string {
  return setting.replace(/^rope_(scaling|parameters)\.((full|sliding)_attention\.)?/, 'rope_parameters.')
}

/** The same model with every way of scaling rotary positions, each of which reads settings of its own. */
function scaledPositions(values: Fixture['values'], { config }: Fixture['plan']) {
  const pairs = (layerSpec(config, 0).attention.rotary?.dims ?? 0) / 2
  if (pairs === 0) return []
  const factors = Array.from({ length: pairs }, () => 2)
  const numbers = { factor: 2, original_max_position_embeddings: 16, low_freq_factor: 1, high_freq_factor: 4 }
  return ['linear', 'dynamic', 'llama3', 'yarn', 'longrope'].flatMap((rope_type) => {
    const rope_scaling = { rope_type, ...numbers, short_factor: factors, long_factor: factors }
    return planned({ ...values, rope_parameters: undefined, rope_scaling })
  })
}

/** Nothing where an architecture refuses it. */
function planned(values: Fixture['values']): Fixture['plan'][] {
  try {
    return [planModel(values)]
  } catch (error) {
    if (error instanceof PatchbayError) return []
    throw error
  }
}
