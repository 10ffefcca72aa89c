import type { ReactNode } from 'react'
import {
  AXIS_FACTS,
  conditionsText,
  meanText,
  stabilityRecord,
  stabilitySentence,
  type StabilityDetail,
} from '../../../../contract'
import { KEPT_CLASSES, type KeptClass, type MeanJaccard, type PairsAlike } from '../../../../engine/graph'
import { graphOfShape } from '../../../state/graph-of-shape'
import { METRIC_LABEL } from '../../../state/metric-label'
import { shownValues } from '../../../state/sweep-words'
import { formatCount } from '../../../widgets/format'
import { Table, type Column } from '../../../widgets/table'
import { Panel } from '../../stages/panel'
import styles from './jaccard-panel.module.css'
import { csvOfAlike } from './stability-files'

interface JaccardPanelProps {
  stability: StabilityDetail
  actions: ReactNode
}

/** How much each two of the circuits share, of how many edges and nodes they agree, and what all have in common. */
export function JaccardPanel({ stability, actions }: JaccardPanelProps) {
  const rows = alikeRows(stability)
  return (
    <Panel
      title="Stability"
      note={`over ${conditionsText(stability)}`}
      actions={actions}
      data={{
        name: `${stability.sweep.name}-stability`,
        csv: () => csvOfAlike(stability),
        json: () => stabilityRecord([stability], graphOfShape(stability.shape)),
      }}
    >
      <div className={styles.scroll}>
        <p className={styles.sentence}>{stabilitySentence(stability)}</p>
        {stability.missing > 0 && (
          <p className="hurts">{formatCount(stability.missing)} more circuits were not found.</p>
        )}
        {rows.length > 0 && (
          <Table
            look="plain"
            label="Jaccard indices"
            columns={ALIKE}
            rows={rows}
            keyOf={({ what }) => what}
          />
        )}
        <Table
          look="plain"
          label="Classes"
          columns={CLASSES}
          rows={[
            { what: 'Edges', sizes: stability.edges },
            { what: 'Nodes', sizes: stability.nodes },
          ]}
          keyOf={({ what }) => what}
        />
        <p className={styles.fixed}>Held fixed: {fixedText(stability)}.</p>
      </div>
    </Panel>
  )
}

interface AlikeRow {
  what: string
  alike: PairsAlike
}

function alikeRows({ all, byAxis }: StabilityDetail): AlikeRow[] {
  if (!all) return []
  return [
    { what: 'all', alike: all },
    ...byAxis.map(({ axis, ...alike }) => ({ what: `by ${AXIS_FACTS[axis].plural}`, alike })),
  ]
}

function fixedText({ axes, fixed, ...stability }: StabilityDetail): string {
  const { method, metric, modelName, promptsName, promptCount } = stability
  const differ = axes.some(({ name }) => name === 'prompts' || name === 'seed')
  const prompts = differ ? '' : `, ${promptsName} (${promptCount} prompts)`
  const of = `${method} by ${METRIC_LABEL[metric]} on ${modelName}${prompts}`
  const values = shownValues(fixed)
  return values ? `${of}, ${values}` : of
}

const jaccardColumn = (id: 'edges' | 'nodes', title: string): Column<AlikeRow> => ({
  ...{ id, title },
  cell: ({ alike }) => <Interval of={alike[id]} />,
})

function Interval({ of }: { of: MeanJaccard }) {
  const { mean, interval } = of
  return (
    <span title={interval ? `95 % interval: ${meanText(of)}` : 'No interval: fewer than 5 samples'}>
      {mean.toFixed(2)} {interval && `[${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]`}
    </span>
  )
}

const ALIKE: Column<AlikeRow>[] = [
  { id: 'what', title: 'Jaccard', isText: true, isRowHead: true, cell: ({ what }) => what },
  jaccardColumn('edges', 'Edges, 95 %'),
  jaccardColumn('nodes', 'Nodes, 95 %'),
  { id: 'pairs', title: 'Pairs', cell: ({ alike }) => formatCount(alike.pairs) },
]

interface ClassRow {
  what: string
  sizes: Record<KeptClass, number>
}

const CLASS_TITLES: Record<KeptClass, string> = {
  core: 'Core',
  contingent: 'Contingent',
  noise: 'Noise',
  never: 'In none',
}

const CLASSES: Column<ClassRow>[] = [
  { id: 'what', title: 'Kept', isText: true, isRowHead: true, cell: ({ what }) => what },
  ...KEPT_CLASSES.map((name): Column<ClassRow> => ({
    ...{ id: name, title: CLASS_TITLES[name] },
    cell: ({ sizes }) => formatCount(sizes[name]),
  })),
]
