import type { ExplainedPrompt, HeadOnPrompt } from '../../../contract'
import { formatAttention } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { shownToken } from './attention-map'
import { Bounded, Figure } from './figure'
import { partNote, weightiestPositions } from './shown-positions'
import { WrittenText } from './written-text'

interface HeadReadsProps {
  answer: HeadOnPrompt
  prompt: ExplainedPrompt
}

interface Read {
  position: number
  text: string
  attention: number
  read: HeadOnPrompt['reads'][number]
}

/** Which tokens the head writes for each token it reads. */
export function HeadReads({ answer, prompt }: HeadReadsProps) {
  const length = prompt.clean.length
  const [{ values }] = answer.patterns
  const rows: Read[] = answer.reads.map((read, position) => ({
    position,
    text: prompt.clean[position].text,
    attention: values[prompt.answerPosition * length + position],
    read,
  }))
  const seen = rows.filter(({ read }) => read.top.length > 0)
  if (seen.length === 0) return null
  const shown = weightiestPositions(rows.map(({ attention }) => attention))
  const listed = seen.filter(({ position }) => shown.includes(position))
  return (
    <Figure
      title="What it writes for what it reads"
      note={`if all of its attention at the answer position went there${partNote(shown.length, length, 'those it looks at most')}`}
      data={{
        name: `reads ${answer.head} prompt ${prompt.row + 1}`,
        csv: () => [
          ['position', 'token read', 'attention', 'raises most', 'lowers most'],
          ...seen.map(({ position, text, attention, read }) => [
            position,
            text,
            attention,
            read.top.map((token) => token.text).join(' | '),
            read.bottom.map((token) => token.text).join(' | '),
          ]),
        ],
        json: () => ({ head: answer.head, row: prompt.row + 1, reads: seen }),
      }}
    >
      <Bounded>
        <Table
          label="Tokens written"
          columns={COLUMNS}
          rows={listed}
          keyOf={({ position }) => position}
          look="panel"
        />
      </Bounded>
    </Figure>
  )
}

const COLUMNS: Column<Read>[] = [
  {
    id: 'token',
    title: 'Reads',
    isText: true,
    isRowHead: true,
    cell: ({ text, position }) => <span className="mono">{`${shownToken(text)} (${position})`}</span>,
  },
  { id: 'attention', title: 'Attention', cell: ({ attention }) => formatAttention(attention) },
  { id: 'top', title: 'Raises most', isText: true, cell: ({ read }) => <WrittenText tokens={read.top} /> },
  {
    id: 'bottom',
    title: 'Lowers most',
    isText: true,
    cell: ({ read }) => <WrittenText tokens={read.bottom} />,
  },
]
