import { ActionIcon, Autocomplete, Button, Checkbox, NativeSelect } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { Span } from '../../../contract'
import { visibleToken } from './token-columns'
import styles from './span-editor.module.css'

interface SpanEditorProps {
  /** Texts of the row's own tokens, BOS left out. */
  tokens: readonly string[]
  spans: readonly Span[]
  /** The token that was clicked. */
  at: number
  /** Names in use elsewhere in the set. */
  names: readonly string[]
  /** How many rows have as many tokens, this one included. */
  alikeCount: number
  onChange: (spans: Span[], inAllAlike: boolean) => void
}

/** Names a stretch of tokens; the spans that cover the clicked token can be taken off. */
export function SpanEditor({ tokens, spans, at, names, alikeCount, onChange }: SpanEditorProps) {
  const covering = spans.filter(({ from, to }) => from <= at && at <= to)
  const [name, setName] = useState('')
  const [from, setFrom] = useState(at)
  const [to, setTo] = useState(at)
  const [inAll, setInAll] = useState(false)
  const add = (event: FormEvent) => {
    event.preventDefault()
    const typed = name.trim()
    if (typed === '') return
    onChange([...spans.filter((span) => span.name !== typed), { name: typed, from, to }], inAll)
  }
  const options = (first: number, last: number) =>
    tokens.slice(first, last + 1).map((text, i) => ({
      value: String(first + i),
      label: `${first + i}: ${shownToken(text)}`,
    }))
  return (
    <form className={styles.editor} onSubmit={add} aria-label="Named positions">
      {covering.map((span) => (
        <div key={span.name} className={styles.span}>
          <b>{span.name}</b>
          <span className="dim">{rangeText(span)}</span>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`Take off ${span.name}`}
            title={`Take off ${span.name}`}
            onClick={() =>
              onChange(
                spans.filter((other) => other !== span),
                inAll,
              )
            }
          >
            <Trash2 size={13} />
          </ActionIcon>
        </div>
      ))}
      <Autocomplete
        size="xs"
        label="Name of these tokens"
        placeholder="subject, end, …"
        maxLength={60}
        data-autofocus
        data={[...names]}
        value={name}
        onChange={setName}
      />
      <div className={styles.range}>
        <NativeSelect
          size="xs"
          label="From"
          value={String(from)}
          data={options(0, to)}
          onChange={(event) => setFrom(Number(event.currentTarget.value))}
        />
        <NativeSelect
          size="xs"
          label="To"
          value={String(to)}
          data={options(from, tokens.length - 1)}
          onChange={(event) => setTo(Number(event.currentTarget.value))}
        />
      </div>
      {alikeCount > 1 && (
        <Checkbox
          size="xs"
          label={`In all ${alikeCount.toLocaleString('en-US')} rows of ${tokens.length} tokens`}
          checked={inAll}
          onChange={(event) => setInAll(event.currentTarget.checked)}
        />
      )}
      <Button type="submit" size="xs" disabled={name.trim() === ''}>
        Name tokens
      </Button>
    </form>
  )
}

function rangeText({ from, to }: Span): string {
  return from === to ? `token ${from}` : `tokens ${from} to ${to}`
}

function shownToken(text: string): string {
  const { leading, body } = visibleToken(text)
  return `${leading}${body}` || '∅'
}
