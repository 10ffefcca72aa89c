import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { STEPS } from '../../plots/heatmap-layout'
import { useScheme } from '../../theme/use-scheme'
import { formatAttention, shortened } from '../../widgets/format'
import { visibleToken } from '../dataset/token-columns'
import { AttentionKey } from './attention-key'
import { paletteOf } from './attention-ramp'
import styles from './attention-map.module.css'

/** From a query position to a key position. */
export interface Look {
  query: number
  key: number
}

interface AttentionMapProps {
  /** [pos, pos], query by key */
  values: Float32Array
  /** Differences of attention have two signs. */
  isDifference?: boolean
  tokens: readonly string[]
  label: string
  chosen: Look | null
  onHover: (look: Look | null) => void
  onChoose: (look: Look) => void
  /** How wide it may be without its labels; cells of a pixel and more may make it wider. */
  sidePx?: number
}

const SIDE_PX = 330
const LARGEST_CELL_PX = 26
const LABELLED_PX = 11
const LABEL_PX = 74
const LETTER_PX = 6.4
const LONGEST_LABEL = 11

/** Where a head looks: a row for each query, the first on top, a column for each key. */
export function AttentionMap(props: AttentionMapProps) {
  const { values, isDifference, tokens, label, chosen, onHover, onChoose, sidePx = SIDE_PX } = props
  const scheme = useScheme()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [focused, setFocused] = useState<Look>({ query: tokens.length - 1, key: 0 })
  const length = tokens.length
  const cell = Math.min(LARGEST_CELL_PX, Math.max(1, sidePx / length))
  const side = Math.round(cell * length)
  const largest = useMemo(() => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0), [values])
  useEffect(() => {
    const element = canvas.current!
    element.width = element.height = length
    const context = element.getContext('2d')!
    const image = context.createImageData(length, length)
    const palette = paletteOf(isDifference ? 'difference' : 'attention', scheme)
    const shades = palette.length / 4 - 1
    for (let cell = 0; cell < values.length; cell++) {
      const share = isDifference ? (1 + (largest > 0 ? values[cell] / largest : 0)) / 2 : values[cell]
      const shade = Math.round(Math.min(1, Math.max(0, share)) * shades) * 4
      image.data.set(palette.subarray(shade, shade + 4), cell * 4)
    }
    context.putImageData(image, 0, 0)
  }, [values, isDifference, largest, length, scheme])
  const lookAt = (event: PointerEvent): Look | null => {
    const bounds = event.currentTarget.getBoundingClientRect()
    const at = (offset: number) => Math.floor((offset / side) * length)
    const [key, query] = [at(event.clientX - bounds.left), at(event.clientY - bounds.top)]
    return [key, query].every((position) => position >= 0 && position < length) ? { query, key } : null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (event.key === 'Enter' || event.key === ' ') onChoose(focused)
    else if (step) {
      const within = (position: number) => Math.min(length - 1, Math.max(0, position))
      const next = { query: within(focused.query - step[0]), key: within(focused.key + step[1]) }
      setFocused(next)
      onHover(next)
    } else return
    event.preventDefault()
  }
  const value = values[focused.query * length + focused.key]
  return (
    <div className={styles.map}>
      {cell >= LABELLED_PX && <QueryLabels tokens={tokens} cell={cell} />}
      <div className={styles.side}>
        <div
          className={styles.cells}
          style={{ width: side, height: side }}
          role="application"
          tabIndex={0}
          aria-label={`${label}: from ${nameOf(tokens, focused.query)} to ${nameOf(tokens, focused.key)} ${formatAttention(value)}`}
          aria-description="Arrow keys move, Enter asks why the head looks there."
          onKeyDown={onKeyDown}
          onFocus={() => onHover(focused)}
          onBlur={() => onHover(null)}
          onPointerMove={(event) => onHover(lookAt(event))}
          onPointerLeave={() => onHover(null)}
          onClick={(event) => {
            const look = lookAt(event as unknown as PointerEvent)
            if (look) {
              setFocused(look)
              // Focus came first, and with it the cell that had it before.
              onHover(look)
              onChoose(look)
            }
          }}
        >
          <canvas ref={canvas} className={styles.canvas} />
          {chosen && chosen.query < length && chosen.key < length && (
            <i
              className={styles.chosen}
              style={{ left: chosen.key * cell, top: chosen.query * cell, width: cell, height: cell }}
            />
          )}
        </div>
        {cell >= LABELLED_PX ? (
          <KeyLabels tokens={tokens} cell={cell} />
        ) : (
          <p className={styles.axis}>
            {length} positions: queries from top to bottom, keys from left to right
          </p>
        )}
        <AttentionKey largest={isDifference ? largest : null} />
      </div>
    </div>
  )
}

function KeyLabels({ tokens, cell }: { tokens: readonly string[]; cell: number }) {
  const shown = tokens.map(shownToken)
  const longest = Math.min(LONGEST_LABEL, Math.max(...shown.map((text) => text.length)))
  return (
    <svg
      className={styles.keys}
      width={cell * tokens.length + 2}
      height={longest * LETTER_PX + 8}
      aria-hidden
    >
      {shown.map((text, key) => (
        <text
          key={key}
          textAnchor="end"
          dominantBaseline="central"
          transform={`translate(${(key + 0.5) * cell + 1} 5) rotate(-90)`}
        >
          {shortened(text, LONGEST_LABEL)}
        </text>
      ))}
    </svg>
  )
}

function QueryLabels({ tokens, cell }: { tokens: readonly string[]; cell: number }) {
  return (
    <div className={styles.labels} style={{ maxWidth: LABEL_PX }} aria-hidden>
      {tokens.map((text, position) => (
        <span key={position} style={{ height: cell, lineHeight: `${cell}px` }}>
          {shownToken(text)}
        </span>
      ))}
    </div>
  )
}

/** A token with its spaces visible. */
export function shownToken(text: string): string {
  const { leading, body } = visibleToken(text)
  return `${leading}${body}` || '∅'
}

/** `␣Mary (3)` */
export function nameOf(tokens: readonly string[], position: number): string {
  return `${shownToken(tokens[position] ?? '')} (${position})`
}
