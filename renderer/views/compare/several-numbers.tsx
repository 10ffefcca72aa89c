import { stabilityNote, type CircuitMatrix } from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { menuTitle } from '../../state/owner'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { percent } from '../judge/judge-data'
import { Panel } from '../stages/panel'

type Row = CircuitMatrix['circuits'][number]

/** The numbers of circuits beside each other; what nobody measured is said to be so. */
export function SeveralNumbers({ matrix }: { matrix: CircuitMatrix }) {
  return (
    <Panel
      title="Numbers"
      note="faithfulness, and that of random circuits of equal size"
      data={{
        name: 'circuits',
        csv: () => [
          ['run', 'name', 'method', 'edges', 'nodes', 'faithfulness', 'held_out', 'random', 'stability'],
          ...matrix.circuits.map((row) => [
            row.run.number,
            row.run.name,
            row.run.method,
            row.edges,
            row.nodes.length,
            row.faithfulness ?? NaN,
            heldOutOf(row) ?? NaN,
            row.judgement?.randomFaithfulness ?? NaN,
            stabilityNote(row.run) ?? '',
          ]),
        ],
        json: () =>
          matrix.circuits.map(({ run, choice, edges, nodes, faithfulness, judgement }) => ({
            ...{ run: run.number, name: run.name, method: run.method, choice, edges, nodes, faithfulness },
            random: judgement?.randomFaithfulness ?? null,
            stability: stabilityNote(run),
          })),
      }}
    >
      <Table
        look="panel"
        label="Numbers of the circuits"
        columns={COLUMNS}
        rows={matrix.circuits}
        keyOf={({ run }) => run.id}
      />
    </Panel>
  )
}

function heldOutOf({ judgement }: Row): number | null {
  return judgement?.train ? judgement.measurements.faithfulness : null
}

const COLUMNS: Column<Row>[] = [
  {
    id: 'run',
    title: 'Run',
    isText: true,
    cell: ({ run }) => run.number,
    cellProps: ({ run }) => ({ title: menuTitle(run) }),
  },
  { id: 'method', title: 'Method', isText: true, cell: ({ run }) => methodLabel(run.method) },
  { id: 'edges', title: 'Edges', cell: ({ edges }) => formatCount(edges) },
  {
    id: 'faithfulness',
    title: 'Faithful',
    cell: ({ faithfulness }) => (faithfulness === null ? 'not measured' : formatFaithfulness(faithfulness)),
  },
  { id: 'heldOut', title: 'Held out', cell: (row) => percent(heldOutOf(row)) },
  {
    id: 'random',
    title: 'Random',
    cell: ({ judgement }) => (judgement ? percent(judgement.randomFaithfulness) : 'not judged'),
  },
]
