import { ActionIcon, Loader } from '@mantine/core'
import { GitCompareArrows, X } from 'lucide-react'
import { useMemo } from 'react'
import type { CircuitMatrix, RunSummary } from '../../../contract'
import { describeSeveral } from '../../../pictures'
import { comparePair, dropCompared, showCompareMode } from '../../state/compare'
import { graphOfShape } from '../../state/graph-of-shape'
import { menuTitle } from '../../state/owner'
import type { Answer } from '../../state/use-answer'
import { Blank, BlankArea } from '../../widgets/blank'
import { Described } from '../../widgets/described'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatPlural } from '../../widgets/format'
import { StabilityBadge } from '../../widgets/stability-badge'
import { CircuitChoice } from './circuit-choice'
import { CircuitPicture } from './circuit-picture'
import { JaccardMatrix } from './jaccard-matrix'
import { SeveralNumbers } from './several-numbers'
import styles from './several-view.module.css'
import { edgesOfAll } from './shared-edges'

interface SeveralViewProps {
  runs: readonly RunSummary[]
  state: Answer<CircuitMatrix>
}

/** Several circuits as small pictures in which every node keeps its position, and how much each two of them share. */
export function SeveralView({ runs, state }: SeveralViewProps) {
  const { answer: matrix, problem } = state
  if (runs.length < 2) {
    return (
      <Blank
        role="status"
        icon={GitCompareArrows}
        title="Add circuits to compare"
        text="Two or more circuits of one model: add them above, or choose them in the Runs view."
      />
    )
  }
  if (problem) {
    return (
      <Blank role="status" icon={GitCompareArrows} title="These runs cannot be compared" text={problem} />
    )
  }
  if (!matrix) {
    return (
      <BlankArea isBusy>
        <Loader size="sm" aria-label="Comparing" />
      </BlankArea>
    )
  }
  const open = (row: number, column: number) => {
    comparePair(matrix.circuits[row].run.id, matrix.circuits[column].run.id)
    showCompareMode('graph')
  }
  return (
    <div className={styles.body}>
      <Multiples matrix={matrix} />
      <Described by={() => describeSeveral(matrix)}>
        <div className={styles.numbers}>
          <JaccardMatrix matrix={matrix} onOpen={open} />
          <SeveralNumbers matrix={matrix} />
        </div>
      </Described>
    </div>
  )
}

function Multiples({ matrix }: { matrix: CircuitMatrix }) {
  const { layers, heads, mlps, parallel } = matrix.shape
  const graph = useMemo(
    () => graphOfShape({ layers, heads, mlps, parallel }),
    [layers, heads, mlps, parallel],
  )
  const ids = matrix.circuits.map(({ run }) => run.id)
  const shared = useMemo(() => edgesOfAll(matrix.circuits), [matrix])
  return (
    <ul
      className={styles.multiples}
      aria-label="Circuits"
      data-few={matrix.circuits.length <= 4 || undefined}
    >
      <li className={styles.key}>
        <i className={styles.own} /> not in all of them <i className={styles.common} /> in all
      </li>
      {matrix.circuits.map((circuit) => {
        const { run, edges, kept, faithfulness } = circuit
        const title = menuTitle(run)
        return (
          <li key={run.id} className={styles.card}>
            <header className={styles.head}>
              <h2 title={title}>{title}</h2>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={`Leave out ${title}`}
                onClick={() => dropCompared(ids, run.id)}
              >
                <X size={13} />
              </ActionIcon>
            </header>
            <CircuitPicture
              graph={graph}
              edges={kept}
              shared={shared}
              label={`${title}, ${formatPlural(edges, 'edge')}`}
            />
            <footer className={styles.foot}>
              <span>
                {formatPlural(edges, 'edge')} ·{' '}
                {faithfulness === null ? 'not measured' : formatFaithfulness(faithfulness)}
              </span>
              <CircuitChoice side={circuit} name={title} />
              <StabilityBadge summary={run} wraps />
            </footer>
          </li>
        )
      })}
    </ul>
  )
}
