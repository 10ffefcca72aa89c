interface SaidProgressProps {
  done: number
  total: number
  /** What is done, as it goes on after `40 percent of `. */
  what: string
}

/**
 * How far something is, for a screen reader alone. Numbers that change many times a second are not announced where they
 * are shown; this one changes with every tenth.
 */
export function SaidProgress({ done, total, what }: SaidProgressProps) {
  const tenths = total > 0 ? Math.floor((10 * Math.min(done, total)) / total) : 0
  return (
    <span className="spoken" role="status" aria-label="Said progress">
      {tenths > 0 && `${tenths * 10} percent of ${what}`}
    </span>
  )
}
