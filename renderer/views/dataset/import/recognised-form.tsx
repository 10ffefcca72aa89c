import { Button, Group, NativeSelect, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { BOS_CHOICES, messageOf } from '../../../../contract'
import type { BosChoice, ParsedPrompts, PromptOption } from '../../../../contract'
import { call } from '../../../state/client'
import type { ImportQuestion } from '../../../state/prompt-import'
import { usePrompts } from '../../../state/prompt-store'
import { formatPlural } from '../../../widgets/format'
import { Note } from '../../../widgets/note'
import form from './import-dialog.module.css'
import styles from './recognised-form.module.css'
import { PreviewRows } from './preview-rows'

const PREVIEWED = 3
const TYPING_PAUSE_MS = 300

interface RecognisedFormProps extends Pick<ImportQuestion, 'source' | 'settle'> {
  read: ParsedPrompts
}

/** A known layout that leaves something to choose: which corrupt prompts, which verbs, whether BOS is put in front. */
export function RecognisedForm({ read: first, source, settle }: RecognisedFormProps) {
  const kept = usePrompts((state) => state.draft.bos)
  const [options, setOptions] = useState<Record<string, string>>(() => chosenOf(first.options))
  const [bos, setBos] = useState<BosChoice>(first.bos ?? first.proposedBos?.bos ?? kept)
  const { read, problem, isReading } = useRead(first, source, options)
  const [preview, setPreview] = useState(read.rows.slice(0, PREVIEWED))
  useEffect(() => setPreview(read.rows.slice(0, PREVIEWED)), [read])
  return (
    <div className={form.form}>
      <p className={form.lead}>
        Recognised as <strong>{read.layout}</strong>: {formatPlural(read.rows.length, 'row')}.
      </p>
      <div className={styles.options}>
        {read.options?.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            value={options[option.name] ?? option.chosen}
            onChange={(value) => setOptions({ ...options, [option.name]: value })}
          />
        ))}
        <NativeSelect
          size="xs"
          label="BOS in front of each prompt"
          description={read.proposedBos?.why}
          value={bos}
          data={[...BOS_CHOICES]}
          onChange={(event) => setBos(event.currentTarget.value as BosChoice)}
        />
      </div>
      {read.notes.length > 0 && <Note tone="info">{read.notes.join(' ')}</Note>}
      <PreviewRows
        rows={preview}
        problem={problem}
        lacking={null}
        reading={{ bos, answerReading: read.choices?.answerReading }}
      />
      <Group className={form.footer} justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => settle(null)}>
          Cancel
        </Button>
        <Button
          data-autofocus
          disabled={problem !== null}
          loading={isReading}
          onClick={() => settle({ ...read, bos })}
        >
          Import {formatPlural(read.rows.length, 'row')}
        </Button>
      </Group>
    </div>
  )
}

interface OptionFieldProps {
  option: PromptOption
  value: string
  onChange: (value: string) => void
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  if (option.values)
    return (
      <NativeSelect
        size="xs"
        label={option.title}
        value={value}
        data={option.values}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <Textarea
      size="xs"
      className={styles.wordList}
      label={option.title}
      rows={6}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function chosenOf(options: readonly PromptOption[] = []): Record<string, string> {
  return Object.fromEntries(options.map(({ name, chosen }) => [name, chosen]))
}

/** The prompts as the options have them; the last that could be read stay while others are read. */
function useRead(first: ParsedPrompts, source: ImportQuestion['source'], options: Record<string, string>) {
  const [state, setState] = useState({ read: first, problem: null as string | null, isReading: false })
  const isFirst = useRef(true)
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false
      return
    }
    const ended = new AbortController()
    setState((before) => ({ ...before, isReading: true }))
    const timer = setTimeout(() => {
      call('prompts.parse', { ...source, options }, ended)
        .then((read) => {
          if (read.kind === 'rows') setState({ read, problem: null, isReading: false })
        })
        .catch((error: unknown) => {
          if (ended.signal.aborted) return
          setState((before) => ({ ...before, problem: messageOf(error), isReading: false }))
        })
    }, TYPING_PAUSE_MS)
    return () => {
      clearTimeout(timer)
      ended.abort()
    }
  }, [source, options])
  return state
}
