import { Textarea } from '@mantine/core'
import { useState } from 'react'

interface JsonPartProps {
  common: object
  value: unknown
  set: (value: unknown) => void
}

/** A part of several values, written as JSON; empty where it is not set. */
export function JsonPart({ common, value, set }: JsonPartProps) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value))
  const [error, setError] = useState<string | null>(null)
  const take = (typed: string) => {
    setText(typed)
    try {
      set(typed.trim() === '' ? undefined : JSON.parse(typed))
      setError(null)
    } catch (problem) {
      setError(`This is not JSON yet: ${problem instanceof Error ? problem.message : String(problem)}`)
    }
  }
  return (
    <Textarea
      {...common}
      autosize
      maxRows={6}
      description="Written as JSON"
      error={error}
      value={text}
      onChange={(event) => take(event.currentTarget.value)}
    />
  )
}
