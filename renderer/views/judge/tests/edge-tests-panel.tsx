import { useMemo } from 'react'
import type { CircuitTests, MetricName, RunDetail } from '../../../../contract'
import { edgeName } from '../../../../engine/graph'
import { graphOfShape } from '../../../state/graph-of-shape'
import { METRIC_LABEL } from '../../../state/metric-label'
import { formatCount, formatDifference, formatMetric } from '../../../widgets/format'
import { EdgeName } from '../../../widgets/names'
import { Table, type Column } from '../../../widgets/table'
import { Panel } from '../../stages/panel'
import { ContentBox } from '../judge-columns'
import styles from './edge-tests-panel.module.css'

const ROW_PX = 27
const HEAD_ROWS = 1.4
/** Longer lists are in the files. */
const MOST_ROWS = 500

interface EdgeTestsPanelProps {
  tests: CircuitTests
  shape: RunDetail['shape']
  metric: MetricName
  name: string
}

interface EdgeTest {
  edge: string
  effect: number
  beaten: number
  correctedP: number
  isRedundant: boolean
}

/** What each edge of the circuit does in it, among edges that were added at random: the least first. */
export function EdgeTestsPanel({ tests, shape, metric, name }: EdgeTestsPanelProps) {
  const { minimality } = tests
  const draws = minimality.added.length
  const rows = useMemo(() => edgeTests(tests, shape), [tests, shape])
  const shown = rows.slice(0, MOST_ROWS)
  const untested = tests.edges - rows.length
  const left = rows.length - shown.length
  const said = [
    untested > 0 &&
      `${formatCount(rows.length)} of ${formatCount(tests.edges)} edges were tested, chosen at random.`,
    left > 0 && `${formatCount(left)} more are in the files.`,
  ].filter((text) => text !== false)
  return (
    <ContentBox rowPx={ROW_PX} rows={shown.length + HEAD_ROWS + (said.length > 0 ? 1 : 0)}>
      <Panel
        title="Minimality of each edge"
        note={`effect: change of ${METRIC_LABEL[metric]} without it`}
        data={{
          name: `${name}-edges`,
          csv: () => [
            ['edge', 'effect', 'added_edges_beaten', 'added_edges', 'corrected_p'],
            ...rows.map(({ edge, effect, beaten, correctedP }) => [edge, effect, beaten, draws, correctedP]),
          ],
          json: () => minimality,
        }}
      >
        <Table
          look="panel"
          label="Minimality of each edge"
          columns={columnsOf(draws)}
          rows={shown}
          keyOf={({ edge }) => edge}
        />
        {said.length > 0 && <p className={styles.said}>{said.join(' ')}</p>}
      </Panel>
    </ContentBox>
  )
}

function edgeTests({ minimality, settings }: CircuitTests, shape: RunDetail['shape']): EdgeTest[] {
  const graph = graphOfShape(shape)
  const { edge, effect, beaten, correctedPs } = minimality
  return Array.from(edge, (index, row) => ({
    edge: edgeName(graph, index),
    effect: effect[row],
    beaten: beaten[row],
    correctedP: correctedPs[row],
    isRedundant: correctedPs[row] <= settings.alpha,
  })).sort((a, b) => a.beaten - b.beaten || a.effect - b.effect)
}

const columnsOf = (draws: number): Column<EdgeTest>[] => [
  { id: 'edge', title: 'Edge', isText: true, cell: ({ edge }) => <EdgeName edge={edge} /> },
  { id: 'effect', title: 'Effect', cell: ({ effect }) => formatMetric(effect) },
  { id: 'beaten', title: 'Beats added edges', cell: ({ beaten }) => `${beaten} of ${draws}` },
  { id: 'p', title: 'Corrected p', cell: ({ correctedP }) => formatDifference(correctedP) },
  {
    id: 'verdict',
    title: 'Verdict',
    isText: true,
    cell: ({ isRedundant }) =>
      isRedundant ? <span className={styles.redundant}>redundant</span> : <span className="dim">kept</span>,
  },
]
