import { useMemo, type ReactNode } from 'react'
import type { CircuitMatrix, SweepDetail } from '../../../contract'
import { edgeName } from '../../../engine/graph'
import { call } from '../../state/client'
import { compareRuns } from '../../state/compare'
import { graphOfShape } from '../../state/graph-of-shape'
import { filteredPoints, useSweepFilter } from '../../state/sweep-filter'
import { selectPoint, useSweepChoice } from '../../state/sweeps'
import { useAnswer } from '../../state/use-answer'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatPlural } from '../../widgets/format'
import { StabilityBadge } from '../../widgets/stability-badge'
import { CircuitPicture } from '../compare/circuit-picture'
import { JaccardMatrix } from '../compare/jaccard-matrix'
import { edgesOfAll } from '../compare/shared-edges'
import { Panel } from '../stages/panel'
import styles from './circuits-compared.module.css'
import { comparedPoints, type ComparedPoint } from './compared-points'
import { bySize, numbersOf } from './sweep-data'

interface CircuitsComparedProps {
  detail: SweepDetail
  as: 'pictures' | 'jaccard'
  /** Switches beside the title. */
  actions: ReactNode
}

/** The shown circuits as small pictures in which every node keeps its position, or how much each two of them share. */
export function CircuitsCompared({ detail, as, actions }: CircuitsComparedProps) {
  const filter = useSweepFilter(detail)
  const { compared, found } = useMemo(
    () => comparedPoints(bySize(filteredPoints(detail.points, filter)), detail),
    [detail, filter],
  )
  const circuits = compared.map(({ asked }) => asked)
  const { answer, problem } = useAnswer(circuits.length < 2 ? null : JSON.stringify(circuits), () =>
    call('runs.compareMany', { circuits }),
  )
  const note =
    compared.length < found
      ? `${formatCount(compared.length)} of ${formatCount(found)} circuits, evenly over their sizes: filter to choose others`
      : formatPlural(found, 'circuit')
  // While another answer is on its way there is the one before, of other circuits.
  const matrix = answer?.circuits.length === compared.length ? answer : null
  if (matrix && as === 'jaccard')
    return (
      <JaccardMatrix
        {...{ matrix, note, actions }}
        titles={compared.map(({ title }) => title)}
        onOpen={(row, column) => openPair(compared[row], compared[column])}
      />
    )
  return (
    <Panel
      title="Circuits"
      isWide
      note={matrix ? `${note}; edges that all of them share are grey` : note}
      actions={actions}
      data={matrix && picturesData(detail, compared, matrix)}
    >
      {matrix ? (
        <Pictures matrix={matrix} compared={compared} />
      ) : (
        <p className="nothing" role="status">
          {problem ??
            (compared.length < 2 ? 'Two circuits at least are compared: fewer are found yet.' : 'Comparing…')}
        </p>
      )}
    </Panel>
  )
}

/** The circuits as numbers: their edges by name. */
function picturesData({ summary }: SweepDetail, compared: readonly ComparedPoint[], matrix: CircuitMatrix) {
  const { layers, heads, mlps, parallel } = matrix.shape
  const rows = () => {
    const graph = graphOfShape({ layers, heads, mlps, parallel })
    return compared.map(({ point, title }, at) => ({
      circuit: title,
      faithfulness: numbersOf(point)?.faithfulness ?? null,
      edges: Array.from(matrix.circuits[at].kept, (edge) => edgeName(graph, edge)),
    }))
  }
  return {
    name: `${summary.name}-circuits`,
    csv: () => [
      ['circuit', 'faithfulness', 'edge'],
      ...rows().flatMap(({ circuit, faithfulness, edges }) =>
        edges.map((edge) => [circuit, faithfulness ?? '', edge]),
      ),
    ],
    json: () => ({ circuits: rows() }),
  }
}

/** Two runs as one graph; of one run's scores, the circuit of the row. */
function openPair(a: ComparedPoint, b: ComparedPoint): void {
  if (a.asked.id === b.asked.id) selectPoint(a.index)
  else compareRuns([a.asked.id, b.asked.id])
}

function Pictures({ matrix, compared }: { matrix: CircuitMatrix; compared: readonly ComparedPoint[] }) {
  const { layers, heads, mlps, parallel } = matrix.shape
  const graph = useMemo(
    () => graphOfShape({ layers, heads, mlps, parallel }),
    [layers, heads, mlps, parallel],
  )
  const shared = useMemo(() => edgesOfAll(matrix.circuits), [matrix])
  const selected = useSweepChoice((choice) => choice.point)
  return (
    <ul className={styles.pictures} aria-label="Pictures of the circuits">
      {compared.map(({ index, point, title }, at) => {
        const { edges, kept } = matrix.circuits[at]
        const faithfulness = numbersOf(point)?.faithfulness
        const known = faithfulness === undefined ? 'not measured' : formatFaithfulness(faithfulness)
        return (
          <li key={index} className={styles.card} data-selected={index === selected || undefined}>
            <button
              type="button"
              className={styles.title}
              title={title}
              aria-pressed={index === selected}
              onClick={() => selectPoint(index)}
            >
              {title}
            </button>
            <CircuitPicture
              graph={graph}
              edges={kept}
              shared={shared}
              label={`${title}, ${formatPlural(edges, 'edge')}`}
            />
            <span className={styles.foot}>
              {formatPlural(edges, 'edge')} · {known}
              <StabilityBadge summary={matrix.circuits[at].run} wraps />
            </span>
          </li>
        )
      })}
    </ul>
  )
}
