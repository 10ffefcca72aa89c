import { AXIS_FACTS, conditionsText, meanText, valuesText } from '../../../../contract'
import type { Stability, StabilityDetail } from '../../../../contract'
import { buildGraph, edgeName, KEPT_CLASSES, keptClass } from '../../../../engine/host'
import type { KeptClass, PairsAlike } from '../../../../engine/host'
import { table } from '../output/print'

/** Core edges that are listed. */
const MOST_LISTED = 20

/** How alike the circuits of one question are, for people. */
export function describeStability(stability: StabilityDetail): string {
  const { sweep, method, metric, modelName, promptsName, promptCount, fixed, circuits, missing } = stability
  const what = valuesText(fixed)
  return [
    `${sweep.name}: ${method} on ${modelName}, ${promptsName} (${promptCount} prompts), ${metric}${what && `, ${what}`}`,
    `${circuits} circuits over ${conditionsText(stability)}, of ${sizesText(stability)}${missing > 0 ? `; ${missing} more were not found` : ''}`,
    '',
    table(['JACCARD', 'EDGES', 'NODES', 'PAIRS'], alikeRows(stability)),
    '',
    table(
      ['KEPT', 'CORE (>= 90 %)', 'CONTINGENT', 'NOISE (<= 10 %)', 'NEVER'],
      [classRow('edges', stability.edges), classRow('nodes', stability.nodes)],
    ),
    ...coreLines(stability),
  ].join('\n')
}

function sizesText({ sizes: { least, mean, most } }: Stability): string {
  return least === most ? `${least} edges each` : `${least} to ${most} edges, ${mean.toFixed(1)} on average`
}

function alikeRows({ all, byAxis }: Stability): string[][] {
  const row = (what: string, { edges, nodes, pairs }: PairsAlike) => [
    what,
    meanText(edges),
    meanText(nodes),
    String(pairs),
  ]
  if (!all) return [['a single circuit', '-', '-', '0']]
  return [row('all', all), ...byAxis.map((alike) => row(`by ${AXIS_FACTS[alike.axis].plural}`, alike))]
}

function classRow(what: string, sizes: Record<KeptClass, number>): string[] {
  return [what, ...KEPT_CLASSES.map((one) => String(sizes[one]))]
}

function coreLines({ shape, kept, circuits }: StabilityDetail): string[] {
  const graph = buildGraph(shape)
  const core = kept.edges
    .map((edge, at) => ({ edge, count: kept.edgeCounts[at] }))
    .filter(({ count }) => keptClass(count, circuits) === 'core')
    .sort((a, b) => b.count - a.count || a.edge - b.edge)
  if (core.length === 0) return []
  const rows = core
    .slice(0, MOST_LISTED)
    .map(({ edge, count }) => [edgeName(graph, edge), `${count} of ${circuits}`])
  const more = core.length - rows.length
  return ['', table(['CORE EDGE', 'KEPT IN'], rows), ...(more > 0 ? [`and ${more} more: see --json`] : [])]
}
