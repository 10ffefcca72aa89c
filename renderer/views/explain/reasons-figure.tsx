import { useState } from 'react'
import type { AttentionReasons } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { useAnswer } from '../../state/explain-answers'
import { formatSigned } from '../../state/edge-values'
import { formatAttention, formatDifference } from '../../widgets/format'
import { Note } from '../../widgets/note'
import { BarRows, type Bar } from '../stages/bar-rows'
import { nameOf, type Look } from './attention-map'
import { Figure } from './figure'
import { RunSwitch, type PlainRun } from './run-switch'
import { Waiting } from './waiting'
import styles from './reasons-figure.module.css'

interface ReasonsFigureProps {
  id: string
  head: string
  prompt: number
  look: Look
  tokens: Record<'clean' | 'corrupt', readonly string[]>
  onNode: (node: string) => void
}

/** How many senders are listed; the others are summed up. */
const LISTED = 10

/** Why the head looks from one position to another: its score as a sum over what query and key were read from. */
export function ReasonsFigure({ id, head, prompt, look, tokens, onNode }: ReasonsFigureProps) {
  const [run, setRun] = useState<PlainRun>('clean')
  const { value, problem } = useAnswer('explain.attention', { id, head, prompt, ...look, run })
  const texts = tokens[run]
  return (
    <Figure
      title="Why it looks there"
      note={`${nameOf(texts, look.query)} → ${nameOf(texts, look.key)}`}
      data={value && dataOf(value)}
      actions={<RunSwitch label="Run of the score" run={run} onChoose={setRun} />}
    >
      {value ? (
        <Reasons value={value} onNode={onNode} />
      ) : (
        <Waiting problem={problem} what="Taking the score apart…" />
      )}
    </Figure>
  )
}

function Reasons({ value, onNode }: { value: AttentionReasons; onNode: (node: string) => void }) {
  const { score, probability, capped, byDistance, notes, gap } = value
  const isDefined = !Number.isNaN(gap)
  const sides = [
    ['Into the query', value.intoQuery],
    ['Into the key', value.intoKey],
  ] as const
  return (
    <>
      <p className={styles.sum}>
        Score <b className="mono">{formatSigned(score)}</b>
        {capped !== null && (
          <>
            , after the cap <b className="mono">{formatSigned(capped)}</b>
          </>
        )}
        {byDistance !== 0 && (
          <>
            , by distance <b className="mono">{formatSigned(byDistance)}</b>
          </>
        )}
        , attention <b className="mono">{formatAttention(probability)}</b>
        {isDefined && (
          <span className="dim">
            {' '}
            Either side adds up to the score (to within {formatDifference(Math.abs(gap))}).
          </span>
        )}
      </p>
      {notes.map((note) => (
        <Note key={note} tone="info">
          {note}
        </Note>
      ))}
      {isDefined && (
        <>
          <div className={styles.sides}>
            {sides.map(([title, parts]) => (
              <div key={title}>
                <h4 className={styles.title}>{title}</h4>
                <Parts title={title} nodes={value.nodes} parts={parts} onNode={onNode} />
              </div>
            ))}
          </div>
          <LargestTerms value={value} />
        </>
      )}
    </>
  )
}

interface PartsProps {
  title: string
  nodes: readonly string[]
  parts: Float64Array
  onNode: (node: string) => void
}

function Parts({ title, nodes, parts, onNode }: PartsProps) {
  const bars = withRest(nodes.map((name, i) => ({ name, value: parts[i] })))
  return (
    <BarRows
      label={title}
      bars={bars}
      largest={Math.max(...bars.map(({ value }) => Math.abs(value)))}
      sign={1}
      selected={null}
      onSelect={onNode}
    />
  )
}

/** The largest parts in their order, and the sum of all others. */
export function withRest(bars: readonly Bar[], listed = LISTED): Bar[] {
  const sorted = [...bars].sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  const rest = sorted.slice(listed)
  if (rest.length < 2) return sorted
  const value = rest.reduce((sum, bar) => sum + bar.value, 0)
  return [...sorted.slice(0, listed), { name: `${rest.length} others`, value }]
}

function LargestTerms({ value: { nodes, terms } }: { value: AttentionReasons }) {
  const order = [...terms.keys()].sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a])).slice(0, 5)
  return (
    <p className={styles.terms}>
      Largest pairs:{' '}
      {order.map((term, i) => (
        <span key={term}>
          {i > 0 && ', '}
          <span className="mono">
            {shownNode(nodes[Math.floor(term / nodes.length)])} · {shownNode(nodes[term % nodes.length])}
          </span>{' '}
          {formatSigned(terms[term])}
        </span>
      ))}
    </p>
  )
}

function dataOf(value: AttentionReasons) {
  const { head, query, key, run, nodes, terms } = value
  return {
    name: `score ${head} ${query} to ${key} ${run}`,
    csv: () => [
      ['into the query', ...nodes],
      ...nodes.map((node, i) => [node, ...terms.subarray(i * nodes.length, (i + 1) * nodes.length)]),
    ],
    json: () => value,
  }
}
