import { parse } from 'devalue'
import { z } from 'zod'
import { runConfigSchema } from '../../contract'
import type {
  Certificate,
  RunConfig,
  RunMeasurements,
  RunProvenance,
  RunSettings,
  RunSummary,
} from '../../contract'
import type { GraphShape } from '../../engine/host'
import { fromBlob } from './columns'
import { certificateOf, nameOf, rowToSummary, type RunRow } from './run-row'
import { checked, parsed, SpoiltError } from './spoilt'

/** All of a run's row. */
export interface StoredRun {
  summary: RunSummary
  config: RunConfig | null
  shape: GraphShape
  dModel: number
  metricSense: 1 | -1
  provenance: RunProvenance | null
  certificate: Certificate | null
  settings: RunSettings[]
  measurements: RunMeasurements | null
  scores: Float64Array | null
  owner: string | null
  /** Milliseconds since 1970 by the owner's clock; for messages. */
  ownedAt: number | null
}

const count = z.int().positive()
const shapeSchema = z.object({ layers: count, heads: count, mlps: z.boolean(), parallel: z.boolean() })
const record = z.record(z.string(), z.unknown())
// Loose: what a later version forbids in a new run may be in an old one.
const configSchema = z.looseObject({
  method: z.string(),
  model: z.string(),
  prompts: z.looseObject({ name: z.string(), rows: z.array(record) }),
})
const settingsSchema = z.array(z.looseObject({ threads: z.int(), device: z.string() }))
const measurementSchema = z.looseObject({ mean: record, perPrompt: record })
const measurementsSchema = z.looseObject({
  clean: measurementSchema,
  corrupt: measurementSchema,
  circuit: measurementSchema.nullable(),
})

/** @throws SpoiltError where a column is not as it was written. */
export function rowToRun(row: RunRow): StoredRun {
  const what = nameOf(row)
  const json = (column: 'config' | 'shape' | 'provenance' | 'settings', schema: z.ZodType) => {
    const text = row[column]
    return text === null ? null : checked(schema, parsed(text, what, column), what, column)
  }
  return {
    summary: rowToSummary(row),
    config: withDefaults(json('config', configSchema)),
    shape: shapeOf(row, what),
    dModel: checked(count, row.d_model, what, 'd_model'),
    metricSense: checked(z.union([z.literal(1), z.literal(-1)]), row.metric_sense, what, 'metric_sense'),
    provenance: readProvenance(json('provenance', record) as Partial<RunProvenance> | null),
    certificate: certificateOf(row),
    settings: (json('settings', settingsSchema) ?? []) as RunSettings[],
    measurements: measurementsOf(row, what),
    scores: scoresOf(row, what),
    owner: row.owner,
    ownedAt: row.owned_at,
  }
}

/** What was added to a configuration since has its default; a row that is refused today stays as it was. */
function withDefaults(config: unknown): RunConfig | null {
  const read = runConfigSchema.safeParse(config)
  return read.success ? read.data : (config as RunConfig | null)
}

/** A graph as large as the count of its edges allows, so that a damaged shape does not ask for all memory. */
function shapeOf(row: RunRow, what: string): GraphShape {
  const shape = checked(shapeSchema, parsed(row.shape, what, 'shape'), what, 'shape')
  const heads = shape.layers * shape.heads
  const nodes = heads + shape.layers + 1
  const fits = 3 * heads <= row.edges_total && row.edges_total <= nodes * (3 * heads + shape.layers + 1)
  if (!fits) throw new SpoiltError(what, `its shape does not have ${row.edges_total} edges`)
  return shape
}

/** What older runs did not record has nothing in it. */
function readProvenance(known: Partial<RunProvenance> | null): RunProvenance | null {
  return known && ({ modelWarnings: [], promptNotes: [], ...known } as RunProvenance)
}

function measurementsOf({ measurements: text }: RunRow, what: string): RunMeasurements | null {
  if (text === null) return null
  const value = parsed(text, what, 'measurements', parse)
  checked(measurementsSchema, value, what, 'measurements')
  return value as RunMeasurements
}

function scoresOf({ scores, edges_total }: RunRow, what: string): Float64Array | null {
  if (scores === null) return null
  if (scores.length === 8 * edges_total) return fromBlob(Float64Array, scores)
  throw new SpoiltError(what, `scores are ${scores.length} bytes, not those of ${edges_total} edges`)
}
