import { useId, useRef, useState, type KeyboardEvent, type MouseEvent, type Ref } from 'react'
import { formatSigned } from '../state/edge-values'
import { Tip } from '../widgets/tip'
import { quantile } from './quantile'
import { useSize } from './use-size'
import styles from './prompt-dots.module.css'
import { pointSlider } from './point-slider'

interface PromptDotsProps {
  label: string
  /** [prompt]; NaN where a prompt has none. */
  values: ArrayLike<number>
  chosen: number
  onChoose: (prompt: number) => void
  nameOf: (prompt: number) => string
  drawing?: Ref<SVGSVGElement>
}

const HEIGHT = 62
const MIDDLE = 28
const PAD = 12
/** Rows of dots around the middle, so that equal values stay apart. */
const ROWS = [0, -1, 1, -2, 2, -3, 3] as const
const DOT_PX = 5.5

/** One dot for each prompt along a line, with quartiles; the nearest to a click, or the next by an arrow key, is chosen. */
export function PromptDots({ label, values, chosen, onChoose, nameOf, drawing }: PromptDotsProps) {
  const [frame, { width }] = useSize<HTMLDivElement>()
  const [pointed, setPointed] = useState(-1)
  const svg = useRef<SVGSVGElement>(null)
  const hint = useId()
  const prompts = Array.from(values, (_, prompt) => prompt)
    .filter((prompt) => Number.isFinite(values[prompt]))
    .sort((a, b) => values[a] - values[b] || a - b)
  const sorted = prompts.map((prompt) => values[prompt])
  const low = Math.min(0, sorted[0] ?? 0)
  const high = Math.max(0, sorted[sorted.length - 1] ?? 0)
  const at = (value: number) => PAD + ((value - low) / (high - low || 1)) * (width - 2 * PAD)
  const rows = rowsOf(prompts.map((prompt) => at(values[prompt])))
  const nearest = (event: MouseEvent) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    let found = -1
    for (const prompt of prompts)
      if (found < 0 || Math.abs(at(values[prompt]) - x) < Math.abs(at(values[found]) - x)) found = prompt
    return found
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key]
    if (step === undefined || prompts.length === 0) return
    const next = prompts.indexOf(chosen) + step
    onChoose(prompts[Math.min(prompts.length - 1, Math.max(0, next))])
    event.preventDefault()
  }
  const quartiles = [0.25, 0.5, 0.75].map((share) => at(quantile(sorted, share)))
  const text = (prompt: number) => `${nameOf(prompt)}, ${formatSigned(values[prompt])}`
  return (
    <div ref={frame} className={styles.frame}>
      <svg
        ref={drawing ?? svg}
        width={width}
        height={HEIGHT}
        {...pointSlider({
          label,
          hint,
          count: prompts.length,
          chosen: prompts.indexOf(chosen),
          text: chosen >= 0 && chosen < values.length ? text(chosen) : 'none',
        })}
        onKeyDown={onKeyDown}
        onClick={(event) => prompts.length > 0 && onChoose(nearest(event))}
        onMouseMove={(event) => setPointed(nearest(event))}
        onMouseLeave={() => setPointed(-1)}
      >
        {width > 0 && prompts.length > 0 && (
          <>
            <line className={styles.zero} x1={at(0)} x2={at(0)} y1={2} y2={HEIGHT - 14} />
            <rect
              className={styles.box}
              x={quartiles[0]}
              y={MIDDLE - 9}
              width={Math.max(1, quartiles[2] - quartiles[0])}
              height={18}
              rx={2}
            />
            <line
              className={styles.median}
              x1={quartiles[1]}
              x2={quartiles[1]}
              y1={MIDDLE - 11}
              y2={MIDDLE + 11}
            />
            {prompts.map((prompt, i) => (
              <circle
                key={prompt}
                className={styles.dot}
                data-chosen={prompt === chosen || undefined}
                data-pointed={prompt === pointed || undefined}
                cx={at(values[prompt])}
                cy={MIDDLE + ROWS[rows[i]] * DOT_PX}
                r={prompt === chosen ? 4 : 2.6}
              />
            ))}
            <text className={styles.tick} x={PAD} y={HEIGHT - 2}>
              {tick(low)}
            </text>
            <text className={styles.tick} x={width - PAD} y={HEIGHT - 2} textAnchor="end">
              {tick(high)}
            </text>
          </>
        )}
      </svg>
      <span id={hint} hidden>
        Arrow keys move to the prompt with the next smaller or larger value.
      </span>
      {pointed >= 0 && Number.isFinite(values[pointed]) && (
        <Tip
          style={
            at(values[pointed]) < width / 2
              ? { left: at(values[pointed]) + 8, top: -14 }
              : { right: width - at(values[pointed]) + 8, top: -14 }
          }
        >
          <strong>{nameOf(pointed)}</strong>
          <span>{formatSigned(values[pointed])}</span>
        </Tip>
      )}
    </div>
  )
}

/** For dots from left to right, each the first row that is free at its x; where none is, they cover each other. */
function rowsOf(xs: readonly number[]): number[] {
  const ends = ROWS.map(() => -Infinity)
  return xs.map((x, i) => {
    const free = ends.findIndex((end) => end <= x)
    const row = free < 0 ? i % ROWS.length : free
    ends[row] = x + DOT_PX
    return row
  })
}

const tick = (value: number) => (value === 0 ? '0' : formatSigned(value))
