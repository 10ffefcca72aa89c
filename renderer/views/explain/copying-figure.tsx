import { copyingText, type Copying } from '../../../contract'
import { useAnswer } from '../../state/explain-answers'
import { Table, type Column } from '../../widgets/table'
import { shownToken } from './attention-map'
import { Bounded, Figure } from './figure'
import { Waiting } from './waiting'
import { WrittenText } from './written-text'

/** Whether the head writes the tokens that it reads, whatever it looks at. */
export function CopyingFigure({ id, head }: { id: string; head: string }) {
  const { value, problem } = useAnswer('explain.copying', { id, heads: [head] })
  const copying = value?.[0]
  return (
    <Figure
      title="Does it copy?"
      note={copying && copyingText(copying)}
      data={
        copying && {
          name: `copying ${head}`,
          csv: () => [
            ['token', 'rank of itself', 'raises most'],
            ...copying.tokens.map(({ text, rank, top }) => [
              text,
              rank,
              top.map((token) => token.text).join(' | '),
            ]),
          ],
          json: () => copying,
        }
      }
    >
      {copying ? (
        <Bounded>
          <Table
            label="Tokens read and written"
            columns={COLUMNS}
            rows={copying.tokens}
            keyOf={({ id: token }) => token}
            look="panel"
          />
        </Bounded>
      ) : (
        <Waiting problem={problem} what="Reading its OV circuit…" />
      )}
    </Figure>
  )
}

const COLUMNS: Column<Copying['tokens'][number]>[] = [
  {
    id: 'token',
    title: 'Reads',
    isText: true,
    isRowHead: true,
    cell: ({ text }) => <span className="mono">{shownToken(text)}</span>,
  },
  { id: 'rank', title: 'Its own rank', cell: ({ rank }) => rank },
  { id: 'top', title: 'Raises most', isText: true, cell: ({ top }) => <WrittenText tokens={top} /> },
]
