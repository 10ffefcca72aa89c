import type { Ablation, ArgsOf, CircuitFile, MetricName } from '../../../../contract'
import { sizesOf, type MibCell } from './mib-cells'
import type { MibChoices, MibMethod } from './mib-options'

type Spec = ArgsOf<'sweeps.start'>['spec']

/** What each method is called in tables. */
export function methodTitle(method: MibMethod, { igSteps }: Pick<MibChoices, 'igSteps'>): string {
  return { eap: 'EAP', 'eap-ig': `EAP-IG, ${igSteps} steps`, edges: 'exact', acdc: 'ACDC' }[method]
}

/** A method that scores every edge, on all cells, with its best edges judged at each size. */
export function scoringSweep(
  method: Exclude<MibMethod, 'acdc'>,
  cells: readonly MibCell[],
  { metric, ablation, igSteps }: MibChoices,
): Spec {
  const own = {
    eap: { method: 'eap', igSteps: 0 },
    'eap-ig': { method: 'eap', igSteps },
    edges: { method: 'edges', select: { kind: 'all' } },
  } as const
  const points = cells.flatMap((cell) =>
    sizesOf(cell.edgeCount).map((edges) => ({ ...axesOfCell(cell), edges })),
  )
  const base = { ...own[method], ...ofCell(cells[0]), metric, ablation, direction: 'noising' as const }
  return { base, points, sets: setsOf(cells), by: 'signed' }
}

/** ACDC at every threshold on all cells. Its circuits are not judged: they rank the edges, see fallScores. */
export function acdcSweep(cells: readonly MibCell[], { metric, ablation, thresholds }: MibChoices): Spec {
  const points = cells.flatMap((cell) => thresholds.map((threshold) => ({ ...axesOfCell(cell), threshold })))
  const base = { method: 'acdc' as const, ...ofCell(cells[0]), metric, ablation, threshold: thresholds[0] }
  return { base, points, sets: setsOf(cells), judge: false }
}

/** The best edges of a file at each size. */
export function judgingSweep(
  cell: MibCell,
  circuit: CircuitFile,
  { metric, ablation }: { metric: MetricName; ablation: Ablation },
): Spec {
  const base = { method: 'evaluate' as const, ...ofCell(cell), metric, ablation, circuit }
  return { base, axes: [{ name: 'edges', values: sizesOf(cell.edgeCount) }], by: 'signed' }
}

const ofCell = ({ modelPath, prompts }: MibCell) => ({ model: modelPath, prompts })

const axesOfCell = ({ modelPath, prompts }: MibCell) => ({ model: modelPath, prompts: prompts.name })

/** But for that of the base. */
const setsOf = (cells: readonly MibCell[]) => cells.slice(1).map(({ prompts }) => prompts)
