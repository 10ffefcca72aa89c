import { useEffect, useRef } from 'react'
import { useScheme } from '../../theme/use-scheme'
import { heatColor, textOn } from '../../plots/heat-ramp'
import { shownToken } from './attention-map'
import styles from './shaded-tokens.module.css'

/** Faint enough at its strongest for the text on it. */
const STRONGEST_SHARE = 0.48

interface ShadedTokensProps {
  label: string
  tokens: readonly string[]
  /** [pos] what each is shaded by; NaN: not at all. */
  values: ArrayLike<number> | null
  /** The value of the fullest shade. */
  largest: number
  /** 1 where positive values are red; without it shades have one sign, and the accent. */
  sign?: 1 | -1
  marked: number
  textOf: (value: number) => string
  /** In its tooltip, after its number. */
  noteOf?: (position: number) => string
  onHover?: (position: number | null) => void
  onChoose?: (position: number) => void
}

/** The tokens of a prompt, each shaded by a number, which its tooltip and its name say. */
export function ShadedTokens(props: ShadedTokensProps) {
  const { label, tokens, values, largest, sign, marked, textOf, noteOf, onHover, onChoose } = props
  const scheme = useScheme()
  const box = useMarkedInView(marked)
  const lookOf = (value: number) => {
    if (!(Math.abs(value) > 0) || !(largest > 0)) return undefined
    const share = value / largest
    if (sign) return { background: heatColor(sign * share, scheme), color: textOn(sign * share, scheme) }
    const percent = Math.round(100 * Math.sqrt(Math.min(1, share)) * STRONGEST_SHARE)
    return { background: `color-mix(in srgb, var(--accent) ${percent}%, var(--raised))` }
  }
  return (
    <div
      ref={box}
      className={styles.tokens}
      role="group"
      aria-label={label}
      onMouseLeave={() => onHover?.(null)}
    >
      {tokens.map((text, position) => {
        const value = values?.[position] ?? NaN
        const number = Number.isNaN(value) ? '' : `, ${textOf(value)}`
        const note = noteOf?.(position)
        const name = `${shownToken(text)} at position ${position}${number}${note ? `, ${note}` : ''}`
        return (
          <button
            key={position}
            type="button"
            className={styles.token}
            data-marked={position === marked || undefined}
            style={lookOf(value)}
            title={name}
            aria-label={name}
            aria-pressed={onChoose ? position === marked : undefined}
            onMouseEnter={() => onHover?.(position)}
            onFocus={() => onHover?.(position)}
            onClick={() => onChoose?.(position)}
          >
            {shownToken(text)}
          </button>
        )
      })}
    </div>
  )
}

/** Of a long prompt the marked token is scrolled to, except under the pointer, where tokens are not to move away. */
function useMarkedInView(marked: number) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const token = box.current?.children[marked]
    if (!box.current || !(token instanceof HTMLElement) || box.current.matches(':hover')) return
    const bounds = box.current.getBoundingClientRect()
    const { top, height } = token.getBoundingClientRect()
    box.current.scrollTop += top - bounds.top - (bounds.height - height) / 2
  }, [marked])
  return box
}
