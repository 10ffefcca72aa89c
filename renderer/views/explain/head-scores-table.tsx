import {
  HEAD_SCORE_NAMES,
  HEAD_SCORES,
  REPEATED_SCORES,
  type HeadOnPrompt,
  type HeadScoreName,
  type RepeatedScoreName,
  type SetSummary,
} from '../../../contract'
import { Strip } from '../../plots/strip'
import { formatAttention } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import { Figure } from './figure'

interface HeadScoresTableProps {
  answer: HeadOnPrompt
  /** null while it is made. */
  summary: SetSummary | null
}

interface Score {
  name: HeadScoreName
  here: number
  mean: number
  repeated: number
  perPrompt: Float64Array | null
  prompt: number
}

/** What the head's attention is scored by: here, over all prompts, and on random tokens that come twice. */
export function HeadScoresTable({ answer, summary }: HeadScoresTableProps) {
  const rows = HEAD_SCORE_NAMES.map((name) => scoreOf(name, answer, summary))
  return (
    <Figure
      title="Scores of its attention"
      note={
        summary
          ? 'one dot for each prompt; this one is ringed'
          : 'the means over all prompts are being computed'
      }
      data={{
        name: `scores ${answer.head}`,
        csv: () => [
          ['score', 'this prompt', 'mean of all prompts', 'repeated random tokens'],
          ...rows.map(({ name, here, mean, repeated }) => [name, here, mean, repeated]),
        ],
        json: () => ({ head: answer.head, scores: rows }),
      }}
    >
      <Table label="Scores" columns={COLUMNS} rows={rows} keyOf={({ name }) => name} look="plain" />
    </Figure>
  )
}

function scoreOf(name: HeadScoreName, answer: HeadOnPrompt, summary: SetSummary | null): Score {
  const head = summary ? summary.heads.indexOf(answer.head) : -1
  const all = summary?.scores[name]
  const count = all ? all.perPrompt.length / all.mean.length : 0
  const isRepeated = (REPEATED_SCORES as readonly string[]).includes(name)
  return {
    name,
    // By position alone takes the other prompts too: it is known with the summary.
    here: all ? all.perPrompt[head * count + answer.prompt] : answer.scores[name],
    mean: all?.mean[head] ?? NaN,
    repeated: isRepeated ? (summary?.repeated[name as RepeatedScoreName][head] ?? NaN) : NaN,
    perPrompt: all?.perPrompt.subarray(head * count, (head + 1) * count) ?? null,
    prompt: answer.prompt,
  }
}

const COLUMNS: Column<Score>[] = [
  {
    id: 'name',
    title: 'Score',
    isText: true,
    isRowHead: true,
    cell: ({ name }) => HEAD_SCORES[name],
  },
  { id: 'here', title: 'Here', cell: ({ here }) => formatAttention(here) },
  { id: 'mean', title: 'All prompts', cell: ({ mean }) => formatAttention(mean) },
  {
    id: 'strip',
    title: '',
    label: 'Each prompt',
    isText: true,
    cell: ({ name, perPrompt, prompt }) =>
      perPrompt && (
        <Strip
          values={perPrompt}
          domain={[0, 1]}
          marked={prompt}
          label={`${HEAD_SCORES[name]} of each prompt`}
        />
      ),
  },
  { id: 'repeated', title: 'Random, twice', cell: ({ repeated }) => formatAttention(repeated) },
]
