interface PointSlider {
  label: string
  /** The id of the element that says which keys choose. */
  hint: string | undefined
  count: number
  /** Negative where none is chosen. */
  chosen: number
  /** Of the chosen point. */
  text: string
}

/** Attributes of a chart whose points are chosen one after another, as the values of a slider are. */
export const pointSlider = ({ label, hint, count, chosen, text }: PointSlider) =>
  ({
    role: 'slider',
    tabIndex: 0,
    'aria-label': label,
    'aria-describedby': hint,
    'aria-valuemin': 0,
    'aria-valuemax': Math.max(0, count - 1),
    'aria-valuenow': Math.max(0, chosen),
    'aria-valuetext': text,
  }) as const
