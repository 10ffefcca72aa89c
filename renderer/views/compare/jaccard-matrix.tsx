import { SegmentedControl } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CircuitMatrix } from '../../../contract'
import { compareForm, type CompareForm } from '../../state/compare'
import { menuTitle } from '../../state/owner'
import { Panel } from '../stages/panel'
import { distinctTitles } from './distinct-titles'
import styles from './jaccard-matrix.module.css'

interface JaccardMatrixProps {
  matrix: CircuitMatrix
  /** [circuit] what each is called, where that is not its run. */
  titles?: readonly string[]
  /** What the circuits are, beside the title. */
  note?: string
  /** Switches at the right end of the title. */
  actions?: ReactNode
  onOpen: (row: number, column: number) => void
}

/** How much each two of the circuits share; a cell leads to the two as one graph. */
export function JaccardMatrix({ matrix, titles, note, actions, onOpen }: JaccardMatrixProps) {
  const of = compareForm.use((form) => form.jaccardOf)
  const values = of === 'edges' ? matrix.edgeJaccard : matrix.nodeJaccard
  const names = titles ?? matrix.circuits.map(({ run }) => menuTitle(run))
  const short = titles ?? distinctTitles(matrix.circuits.map(({ run }) => run))
  const heads = matrix.circuits.map(({ run }, at) => (titles ? at + 1 : run.number))
  return (
    <Panel
      title="Jaccard indices"
      note={note ?? 'in both, divided by in either'}
      actions={
        <>
          {actions}
          <SegmentedControl
            size="xs"
            aria-label="Jaccard index of"
            value={of}
            onChange={(value) => compareForm.set({ jaccardOf: value as CompareForm['jaccardOf'] })}
            data={[
              { value: 'edges', label: 'Edges' },
              { value: 'nodes', label: 'Nodes' },
            ]}
          />
        </>
      }
      data={{
        name: `jaccard-of-${of}`,
        csv: () => [['circuit', ...names], ...values.map((row, at) => [names[at], ...row])],
        json: () => ({ circuits: names, edgeJaccard: matrix.edgeJaccard, nodeJaccard: matrix.nodeJaccard }),
      }}
    >
      <div className={styles.scroll}>
        <table
          className={styles.table}
          data-titled={titles ? true : undefined}
          aria-label={`Jaccard index of ${of}`}
        >
          <thead>
            <tr>
              <td />
              {heads.map((head, column) => (
                <th key={column} scope="col" title={names[column]}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {values.map((row, at) => (
              <tr key={at}>
                <th scope="row" title={names[at]}>
                  {titles ? `${heads[at]} · ${short[at]}` : short[at]}
                </th>
                {row.map((value, column) => (
                  <td key={column}>
                    {column === at ? (
                      <span className={styles.same}>1</span>
                    ) : (
                      <button
                        type="button"
                        className={styles.cell}
                        style={{ background: tint(value) }}
                        aria-label={`${value.toFixed(2)}: compare ${names[at]} with ${names[column]}`}
                        title={`${names[at]} and ${names[column]}: ${value.toFixed(4)}. Shows both as one graph`}
                        onClick={() => onOpen(at, column)}
                      >
                        {value.toFixed(2)}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Faint enough at its strongest for the text on it. */
const STRONGEST_PERCENT = 52

function tint(share: number): string {
  return `color-mix(in srgb, var(--only-a) ${Math.round(STRONGEST_PERCENT * share)}%, var(--raised))`
}
