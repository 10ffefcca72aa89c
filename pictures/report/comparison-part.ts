import {
  METRICS,
  type CircuitMatrix,
  type NodeRole,
  type PictureChoices,
  type RunComparison,
} from '../../contract'
import { edgeName, shownEdge, shownNode, type ComputationalGraph } from '../../engine/graph'
import { graphOfShape } from '../../renderer/state/graph-of-shape'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { formatCount } from '../../renderer/widgets/format'
import { unionDrawing } from '../circuit/union-drawing'
import { numberedTitle } from '../describe/describe-run'
import { cards, dataTable, paragraph, section, type Cell } from './html'
import { inlinePicture } from './inline-picture'
import { reportTitle } from './run-part'
import { hasNumber, metricText, share } from './run-tables'

const MOST_EDGES = 60

/** Two circuits of one graph side by side. */
export function comparisonPart(
  comparison: RunComparison,
  roles: readonly NodeRole[],
  { layout }: Pick<PictureChoices, 'layout'>,
): string {
  const { a, b, both, onlyA, onlyB, edgeJaccard, nodeJaccard, differences } = comparison
  const graph = graphOfShape(comparison.shape)
  return [
    paragraph(`A: ${reportTitle({ summary: a })}`, 'dim'),
    paragraph(`B: ${reportTitle({ summary: b })}`, 'dim'),
    cards([
      { number: edgeJaccard.toFixed(3), what: 'edge Jaccard: edges in both, of those in either' },
      { number: nodeJaccard.toFixed(3), what: 'node Jaccard' },
      { number: formatCount(both.length), what: 'edges in both' },
      { number: formatCount(onlyA.length), what: `only in ${numberedTitle(a)} (A)` },
      { number: formatCount(onlyB.length), what: `only in ${numberedTitle(b)} (B)` },
    ]),
    section(
      'Both circuits',
      inlinePicture(`${numberedTitle(a)} (A) and ${numberedTitle(b)} (B)`, (palette) =>
        unionDrawing(comparison, { roles, layout }, palette),
      ),
    ),
    section(
      'What differs in how they were made',
      dataTable(
        ['choice', 'A', 'B'],
        differences.map(({ what, a: ofA, b: ofB }) => [what, ofA, ofB]),
      ),
    ),
    section('Measured', measuredTable(comparison)),
    section(
      'Edges on which they differ',
      edgeTable('Only in A', onlyA, graph),
      edgeTable('Only in B', onlyB, graph),
      nodesLine('Nodes only in A', comparison.nodesOnlyA),
      nodesLine('Nodes only in B', comparison.nodesOnlyB),
    ),
  ].join('')
}

function measuredTable({ measurementsA, measurementsB, a, b }: RunComparison): string {
  const of = (
    measured: RunComparison['measurementsA'],
    part: 'clean' | 'circuit',
    metric: (typeof METRICS)[number],
  ) => metricText(measured?.[part]?.mean[metric])
  const rows = METRICS.map((metric): Cell[] => [
    METRIC_LABEL[metric],
    of(measurementsA, 'clean', metric),
    of(measurementsA, 'circuit', metric),
    of(measurementsB, 'clean', metric),
    of(measurementsB, 'circuit', metric),
  ]).filter(hasNumber)
  const faithfulness: Cell[] = [
    'faithfulness',
    share(measurementsA ? 1 : null),
    share(a.faithfulness),
    share(measurementsB ? 1 : null),
    share(b.faithfulness),
  ]
  return dataTable(
    ['metric', 'A whole model', 'A circuit', 'B whole model', 'B circuit'],
    [...rows, faithfulness],
  )
}

function edgeTable(title: string, edges: Int32Array, graph: ComputationalGraph): string {
  const rows = Array.from(edges.subarray(0, MOST_EDGES), (edge) => [
    shownEdge(graph, edge),
    edgeName(graph, edge),
  ])
  return dataTable(['edge', 'in files'], rows, edges.length - rows.length, title)
}

function nodesLine(title: string, nodes: readonly string[]): string {
  return nodes.length === 0 ? '' : paragraph(`${title}: ${nodes.map(shownNode).join(', ')}.`)
}

/** Several circuits of one graph, pair by pair. */
export function matrixPart({ circuits, edgeJaccard, nodeJaccard }: CircuitMatrix): string {
  const names = circuits.map(({ run }) => numberedTitle(run))
  const matrix = (title: string, values: readonly (readonly number[])[]) =>
    dataTable(
      ['', ...names],
      values.map((row, i): Cell[] => [names[i], ...row.map((value) => value.toFixed(3))]),
      0,
      title,
    )
  return [
    section(
      'The circuits',
      dataTable(
        ['run', 'edges', 'nodes', 'faithfulness'],
        circuits.map(({ edges, nodes, faithfulness }, i): Cell[] => [
          names[i],
          edges,
          nodes.length,
          share(faithfulness),
        ]),
      ),
    ),
    section(
      'How much they agree',
      paragraph('Jaccard index: what both have, divided by what either has.', 'dim'),
      matrix('Edges', edgeJaccard),
      matrix('Nodes', nodeJaccard),
    ),
  ].join('')
}
