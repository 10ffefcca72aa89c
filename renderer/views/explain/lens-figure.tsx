import { useState } from 'react'
import type { ExplainedPrompt, LogitLens } from '../../../contract'
import { useAnswer } from '../../state/explain-answers'
import { formatMetric, formatPercent } from '../../widgets/format'
import { shownToken } from './attention-map'
import { Figure } from './figure'
import { partNote, positionsUpTo } from './shown-positions'
import { RunSwitch, type PlainRun } from './run-switch'
import { Waiting } from './waiting'
import styles from './lens-figure.module.css'

interface LensFigureProps {
  id: string
  index: number
  prompt: ExplainedPrompt
}

/** What the model would say after each layer at each position. */
export function LensFigure({ id, index, prompt }: LensFigureProps) {
  const [run, setRun] = useState<PlainRun>('clean')
  const { value, problem } = useAnswer('explain.lens', { id, prompt: index, run })
  const { length } = prompt[run]
  const shown = positionsUpTo(prompt.answerPosition, length)
  return (
    <Figure
      title="Logit lens"
      note={`the most probable token after each layer; the fuller its colour, the more probable${partNote(shown.length, length, 'up to the answer position')}`}
      data={value && dataOf(value, prompt)}
      actions={<RunSwitch label="Run of the lens" run={run} onChoose={setRun} />}
    >
      {value ? (
        <LensTable value={value} prompt={prompt} shown={shown} />
      ) : (
        <Waiting problem={problem} what="Reading every layer as tokens…" />
      )}
    </Figure>
  )
}

interface LensTableProps {
  value: LogitLens
  prompt: ExplainedPrompt
  /** Positions, from 0. */
  shown: readonly number[]
}

function LensTable({ value, prompt, shown }: LensTableProps) {
  const tokens = value.run === 'clean' ? prompt.clean : prompt.corrupt
  const layers = [...value.layers.keys()].reverse()
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Logit lens">
        <thead>
          <tr>
            <th scope="col">layer</th>
            {shown.map((position) => (
              <th key={position} scope="col" data-answer={position === prompt.answerPosition || undefined}>
                {shownToken(tokens[position].text)}
              </th>
            ))}
            <th scope="col" className={styles.number}>
              logit difference
            </th>
            <th scope="col" className={styles.number}>
              answer’s rank
            </th>
          </tr>
        </thead>
        <tbody>
          {layers.map((layer) => (
            <tr key={layer}>
              <th scope="row">{value.layers[layer]}</th>
              {shown
                .map((position) => ({ position, top: value.top[layer][position] }))
                .map(({ position, top }) => (
                  <td
                    key={position}
                    title={top
                      .map(({ text, probability }) => `${shownToken(text)} ${formatPercent(probability)}`)
                      .join('\n')}
                    style={{
                      background: `color-mix(in srgb, var(--accent) ${Math.round(60 * (top[0]?.probability ?? 0))}%, transparent)`,
                    }}
                  >
                    {top[0] ? shownToken(top[0].text) : '–'}
                  </td>
                ))}
              <td className={styles.number}>{formatMetric(value.logitDiff[layer])}</td>
              <td className={styles.number}>{Number.isNaN(value.rank[layer]) ? '–' : value.rank[layer]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function dataOf(value: LogitLens, { row }: ExplainedPrompt) {
  return {
    name: `logit lens prompt ${row + 1} ${value.run}`,
    csv: () => [
      ['layer', 'position', 'token', 'probability'],
      ...value.top.flatMap((positions, layer) =>
        positions.flatMap((top, position) =>
          top.map(({ text, probability }) => [value.layers[layer], position, text, probability]),
        ),
      ),
    ],
    json: () => ({ ...value, row: row + 1 }),
  }
}
