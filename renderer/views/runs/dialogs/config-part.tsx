import { Checkbox, MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import type { ConfigField } from '../../../../contract'
import { menuTitle } from '../../../state/owner'
import { findsOf, isComparable } from '../../../state/finds'
import { useRunList } from '../../../state/run-store'
import { ChangedLabel } from './changed-label'
import { JsonPart } from './json-part'

interface ConfigPartProps {
  field: ConfigField
  label: string
  /** A choice in words. */
  textOf: (value: unknown) => string
  /** As it is stored. */
  before: unknown
  value: unknown
  isChanged: boolean
  set: (value: unknown) => void
}

/** One part of a configuration, by what its method's schema says of it. */
export function ConfigPart({ field, label: name, textOf, before, value, isChanged, set }: ConfigPartProps) {
  const label = <ChangedLabel label={name} before={beforeText(field, before, textOf)} isChanged={isChanged} />
  const common = { label, 'aria-label': name, size: 'xs' as const }
  switch (field.kind) {
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={value === undefined ? '' : String(value)}
          data={[
            ...(field.isOptional ? [{ value: '', label: textOf(undefined) }] : []),
            ...field.choices.map((each) => ({ value: each, label: textOf(each) })),
          ]}
          onChange={(event) => set(event.currentTarget.value || undefined)}
        />
      )
    case 'choices':
      return <MultiSelect {...common} value={value as string[]} data={[...field.choices]} onChange={set} />
    case 'number':
      return (
        <NumberInput
          {...common}
          hideControls
          value={value as number}
          // A field that is left empty is refused by the schema, which says so.
          onChange={(typed) => set(typed === '' ? null : typed)}
        />
      )
    case 'switch':
      return (
        <Checkbox
          size="xs"
          label={
            <ChangedLabel label={`${name} ${textOf(true)}`} before={textOf(before)} isChanged={isChanged} />
          }
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      )
    case 'text':
      return (
        <TextInput
          {...common}
          value={String(value ?? '')}
          onChange={(event) => set(event.currentTarget.value || undefined)}
        />
      )
    case 'run':
      return (
        <RunPart
          {...{ common, value, set }}
          isOptional={field.isOptional}
          isScreening={field.name === 'screening'}
        />
      )
    case 'json':
      return <JsonPart common={common} value={value} set={set} />
    case 'fixed':
      return <TextInput {...common} readOnly value="as in the run" />
  }
}

interface RunPartProps {
  common: object
  value: unknown
  isOptional: boolean
  /** Of sites, named by its id alone; else a circuit. */
  isScreening: boolean
  set: (value: unknown) => void
}

/** A run that the new one takes from: a circuit to judge, a screening. */
function RunPart({ common, value, isOptional, isScreening, set }: RunPartProps) {
  const runs = (useRunList() ?? []).filter(
    (run) =>
      run.id === runIdOf(value) ||
      (isScreening ? findsOf(run).siteScores === 'estimate' && run.state === 'done' : isComparable(run)),
  )
  return (
    <NativeSelect
      {...common}
      value={runIdOf(value) ?? ''}
      data={[
        ...(isOptional ? [{ value: '', label: 'none' }] : []),
        ...runs.map((run) => ({ value: run.id, label: menuTitle(run) })),
      ]}
      onChange={(event) => {
        const id = event.currentTarget.value
        const chosen = isScreening ? id : { runId: id }
        set(id === '' ? undefined : chosen)
      }}
    />
  )
}

function runIdOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return (value as { runId?: string } | undefined)?.runId ?? null
}

const LONGEST = 60

function beforeText({ kind }: ConfigField, value: unknown, textOf: ConfigPartProps['textOf']): string {
  if (kind !== 'json' && kind !== 'run') return textOf(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
