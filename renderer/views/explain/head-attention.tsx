import { SegmentedControl } from '@mantine/core'
import { useMemo, useState, type ReactNode } from 'react'
import type { ExplainedPrompt, HeadOnPrompt } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { formatAttention } from '../../widgets/format'
import { AttentionMap, nameOf, type Look } from './attention-map'
import { Figure } from './figure'
import { ShadedTokens } from './shaded-tokens'
import styles from './head-attention.module.css'

/** What is drawn: a run's pattern, or by how much corrupt differs from clean. */
type Shown = HeadOnPrompt['patterns'][number]['run'] | 'difference'

const TITLES: Record<Shown, string> = {
  clean: 'Clean',
  corrupt: 'Corrupt',
  circuit: 'In the circuit',
  patched: 'Patched',
  difference: 'Clean − corrupt',
}

interface HeadAttentionProps {
  answer: HeadOnPrompt
  /** Its patterns, of the patched run too where edges are cut. */
  patterns: HeadOnPrompt['patterns']
  /** Chooses which edges are cut. */
  cutting: ReactNode
  prompt: ExplainedPrompt
  chosen: Look | null
  onChoose: (look: Look) => void
}

/** Where the head looks: its pattern as a map, and over the text for the token that is pointed at. */
export function HeadAttention(props: HeadAttentionProps) {
  const { answer, patterns, cutting, prompt, chosen, onChoose } = props
  const { head } = answer
  const [asked, setShown] = useState<Shown | null>(null)
  const [hovered, setHovered] = useState<Look | null>(null)
  const [way, setWay] = useState<'from' | 'to'>('from')
  const [position, setPosition] = useState(prompt.answerPosition)
  const runs = patterns.map(({ run }) => run)
  const offered: Shown[] = runs.includes('corrupt') ? [...runs, 'difference'] : runs
  // Who has cut edges wants to see what that does.
  const wanted = asked ?? (runs.includes('patched') ? 'patched' : 'clean')
  const view = offered.includes(wanted) ? wanted : 'clean'
  const values = useMemo(() => patternOf(patterns, view), [patterns, view])
  const tokens = useMemo(
    () => (view === 'corrupt' ? prompt.corrupt : prompt.clean).map(({ text }) => text),
    [prompt, view],
  )
  const length = tokens.length
  const isDifference = view === 'difference'
  const at = hovered ? (way === 'from' ? hovered.query : hovered.key) : Math.min(position, length - 1)
  const row = useMemo(
    () => tokens.map((_, other) => values[way === 'from' ? at * length + other : other * length + at]),
    [tokens, values, way, at, length],
  )
  const looked = hovered ?? chosen
  return (
    <Figure
      title="Attention"
      note={
        looked
          ? lookText(tokens, values, looked)
          : 'point at a cell; click it to ask why the head looks there'
      }
      data={{
        name: `attention ${head} ${TITLES[view]}`,
        csv: () => [
          ['query', 'query token', ...tokens.map((text, key) => `${key} ${text}`)],
          ...rowsOf(tokens, values),
        ],
        json: () => ({
          head,
          run: view,
          tokens,
          pattern: rowsOf(tokens, values).map((cells) => cells.slice(2)),
        }),
      }}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Run"
          value={view}
          onChange={(value) => setShown(value as Shown)}
          data={offered.map((value) => ({ value, label: TITLES[value] }))}
        />
      }
    >
      <div className={styles.both}>
        <AttentionMap
          values={values}
          isDifference={isDifference}
          tokens={tokens}
          label={`Attention of ${shownNode(head)}, ${TITLES[view]}`}
          chosen={chosen}
          onHover={setHovered}
          onChoose={onChoose}
        />
        <div className={styles.text}>
          <div className={styles.choices} data-control>
            {cutting}
            <SegmentedControl
              size="xs"
              aria-label="Direction of attention"
              value={way}
              onChange={(value) => setWay(value as 'from' | 'to')}
              data={[
                { value: 'from', label: 'Where a token looks' },
                { value: 'to', label: 'Who looks at a token' },
              ]}
            />
          </div>
          <p className="dim">
            {way === 'from' ? 'From ' : 'To '}
            <span className="mono">{nameOf(tokens, at)}</span>
            {at === prompt.answerPosition && ', the answer position'}
          </p>
          <ShadedTokens
            label={way === 'from' ? 'Attention from the token' : 'Attention to the token'}
            tokens={tokens}
            values={row}
            largest={isDifference ? Math.max(...row.map(Math.abs)) : 1}
            sign={isDifference ? 1 : undefined}
            marked={at}
            textOf={(value) => formatAttention(value)}
            onHover={(other) => other !== null && setPosition(other)}
            onChoose={setPosition}
          />
        </div>
      </div>
    </Figure>
  )
}

function patternOf(patterns: HeadOnPrompt['patterns'], shown: Shown): Float32Array {
  const of = (run: Shown) => patterns.find((pattern) => pattern.run === run)!.values
  if (shown !== 'difference') return of(shown)
  const corrupt = of('corrupt')
  return of('clean').map((value, i) => value - corrupt[i])
}

function lookText(tokens: readonly string[], values: Float32Array, { query, key }: Look): string {
  const value = values[query * tokens.length + key]
  return `${nameOf(tokens, query)} → ${nameOf(tokens, key)}: ${formatAttention(value)}`
}

function rowsOf(tokens: readonly string[], values: Float32Array): (string | number)[][] {
  const length = tokens.length
  return tokens.map((text, query) => [query, text, ...values.subarray(query * length, (query + 1) * length)])
}
