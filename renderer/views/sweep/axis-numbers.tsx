import { Button, NativeSelect, NumberInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import {
  AXIS_FACTS,
  MAX_MADE_ROWS,
  MAX_SWEEP_POINTS,
  parsedValues,
  type PromptTaskName,
} from '../../../contract'
import { call } from '../../state/client'
import { sweepForm } from '../../state/sweep-form'
import { useAnswer } from '../../state/use-answer'
import { capitalised } from '../../widgets/format'
import { RangeLine } from './range-line'
import styles from './axis-numbers.module.css'

interface AxisNumbersProps {
  axis: 'seed' | 'resample'
  text: string
  change: (text: string) => void
}

/** Seeds as a list, or as many from the first one on. */
export function AxisNumbers({ axis, text, change }: AxisNumbersProps) {
  const { plural } = AXIS_FACTS[axis]
  const values = parsedValues(text, axis)
  return (
    <div className={styles.numbers}>
      <Textarea
        label={capitalised(plural)}
        description={
          axis === 'resample'
            ? '0 is the set as it is; any other is the seed of as many prompts drawn with replacement'
            : 'Each draws prompts of its own, in place of the chosen ones'
        }
        autosize
        minRows={1}
        maxRows={4}
        error={typeof values === 'string' ? values : null}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <FillRange name={plural} fill={change} />
      {axis === 'seed' && <GeneratorFields />}
    </div>
  )
}

/** Writes a range into the list. */
function FillRange({ name, fill }: { name: string; fill: (text: string) => void }) {
  const [range, setRange] = useState({ from: 0, count: 10 })
  const field = (label: string, key: 'from' | 'count', min: number) => (
    <NumberInput
      size="xs"
      aria-label={`${label} of ${name}`}
      value={range[key]}
      min={min}
      max={key === 'count' ? MAX_SWEEP_POINTS : undefined}
      allowDecimal={false}
      w={96}
      onChange={(typed) => typeof typed === 'number' && setRange({ ...range, [key]: typed })}
    />
  )
  const { from, count } = range
  return (
    <RangeLine>
      <span className="dim">from</span>
      {field('First', 'from', 0)}
      <span className="dim">how many</span>
      {field('Number', 'count', 1)}
      <Button
        size="xs"
        variant="default"
        onClick={() => fill(Array.from({ length: Math.max(1, count) }, (_, at) => from + at).join(', '))}
      >
        Fill in
      </Button>
    </RangeLine>
  )
}

/** What draws the prompts of a seed. */
function GeneratorFields() {
  const task = sweepForm.use((form) => form.task)
  const count = sweepForm.use((form) => form.taskCount)
  const { answer: tasks } = useAnswer('generators', () => call('prompts.generators', {}))
  return (
    <RangeLine>
      <span className="dim">drawn of</span>
      <NativeSelect
        size="xs"
        aria-label="Task of the drawn prompts"
        value={task}
        data={tasks ? tasks.map(({ name, title }) => ({ value: name, label: title })) : [task]}
        onChange={(event) => sweepForm.set({ task: event.currentTarget.value as PromptTaskName })}
      />
      <span className="dim">prompts each</span>
      <NumberInput
        size="xs"
        aria-label="Prompts of each seed"
        value={count}
        min={1}
        max={MAX_MADE_ROWS}
        allowDecimal={false}
        w={96}
        onChange={(typed) => typeof typed === 'number' && sweepForm.set({ taskCount: typed })}
      />
    </RangeLine>
  )
}
