import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'

interface NumberFieldProps {
  label: string
  value: number
  /** Called with what was typed, once it is left or confirmed with Enter. */
  onChange: (value: number) => void
  className?: string
}

/** A number of any size, `9e-8` too, taken once it is complete: while `0.02` is being typed, `0.` chooses nothing. */
export function NumberField({ label, value, onChange, className }: NumberFieldProps) {
  const [text, setText] = useState(String(value))
  useEffect(() => setText(String(value)), [value])
  const take = () => {
    const typed = typedNumber(text)
    if (typed === null) setText(String(value))
    else if (typed !== value) onChange(typed)
  }
  return (
    <TextInput
      className={className}
      size="xs"
      inputMode="decimal"
      spellCheck={false}
      aria-label={label}
      error={typedNumber(text) === null}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  )
}

/** null where the text is not a number. */
export function typedNumber(text: string): number | null {
  const typed = Number(text.trim().replace('−', '-'))
  return text.trim() !== '' && Number.isFinite(typed) ? typed : null
}
