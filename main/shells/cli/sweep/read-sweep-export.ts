import { sweepSpecSchema, type SweepSpec } from '../../../../contract'
import { checkShape } from '../../../host/requests/readable-problems'

/** A sweep that a file asks for. */
export interface ReadSweep {
  spec: SweepSpec
  name?: string
  /** How its prompts were read. */
  notes: string[]
}

/** What an exported sweep asked: the same configurations, prompts and all. @throws PatchbayError (bad-input) */
export function readSweepExport(json: object, fileName: string): ReadSweep {
  const { spec: given, sweep } = json as { spec?: unknown; sweep?: { name?: unknown; number?: unknown } }
  const { take, ...spec } = checkShape(sweepSpecSchema, given, `${fileName}: "spec"`)
  const isNamed = typeof sweep?.name === 'string' && sweep.name !== `Sweep ${String(sweep.number)}`
  const name = isNamed ? String(sweep.name) : undefined
  return { spec: { ...spec, ...(take?.kind === 'random' && { take }) }, name, notes: [] }
}
