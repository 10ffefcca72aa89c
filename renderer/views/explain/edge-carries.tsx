import type { EdgeOnPrompt, ExplainedPrompt } from '../../../contract'
import { Table, type Column } from '../../widgets/table'
import { shownToken } from './attention-map'
import { Bounded, Figure } from './figure'
import { partNote, weightiestPositions } from './shown-positions'
import { WrittenText } from './written-text'

interface Carried {
  position: number
  clean: string
  corrupt: string
  carries: EdgeOnPrompt['carries'][number]
}

/** The sender's output at each position, read as tokens. */
export function EdgeCarries({ value, prompt }: { value: EdgeOnPrompt; prompt: ExplainedPrompt }) {
  const rows: Carried[] = value.carries.map((carries, position) => ({
    position,
    clean: prompt.clean[position].text,
    corrupt: prompt.corrupt[position].text,
    carries,
  }))
  const shown = weightiestPositions(value.byPosition)
  const words = (tokens: { text: string }[]) => tokens.map(({ text }) => text).join(' | ')
  return (
    <Figure
      title="What it carries"
      note={`the sender’s output as the logits would read it; a receiver reads other directions too${partNote(shown.length, rows.length, 'those of the largest effect')}`}
      data={{
        name: `carries ${value.edge} prompt ${prompt.row + 1}`,
        csv: () => [
          ['position', 'token', 'clean', 'corrupt', 'change'],
          ...rows.map(({ position, clean, carries }) => [
            position,
            clean,
            words(carries.clean),
            words(carries.corrupt),
            words(carries.change),
          ]),
        ],
        json: () => ({ edge: value.edge, row: prompt.row + 1, carries: value.carries }),
      }}
    >
      <Bounded>
        <Table
          label="What the edge carries"
          columns={COLUMNS}
          rows={shown.map((position) => rows[position])}
          keyOf={({ position }) => position}
          look="panel"
        />
      </Bounded>
    </Figure>
  )
}

const COLUMNS: Column<Carried>[] = [
  {
    id: 'position',
    title: 'At',
    isText: true,
    isRowHead: true,
    cell: ({ position, clean, corrupt }) => (
      <span className="mono">
        {shownToken(clean)}
        {clean !== corrupt && ` / ${shownToken(corrupt)}`} ({position})
      </span>
    ),
  },
  {
    id: 'clean',
    title: 'Clean',
    isText: true,
    cell: ({ carries }) => <WrittenText tokens={carries.clean} most={3} />,
  },
  {
    id: 'corrupt',
    title: 'Corrupt',
    isText: true,
    cell: ({ carries }) => <WrittenText tokens={carries.corrupt} most={3} />,
  },
  {
    id: 'change',
    title: 'Clean − corrupt',
    isText: true,
    cell: ({ carries: { change } }) =>
      change.length > 0 ? <WrittenText tokens={change} most={3} /> : <span className="dim">the same</span>,
  },
]
