import { Button, NativeSelect, NumberInput } from '@mantine/core'
import { useState } from 'react'
import { MAX_SWEEP_POINTS, rangeValues, type SweepFileRange } from '../../../contract'
import { RangeLine } from './range-line'

/** Writes sizes from one to another into the list, by ratio or evenly. */
export function SizeRange({ edgeCount, fill }: { edgeCount: number; fill: (text: string) => void }) {
  const [range, setRange] = useState({ from: 1, to: edgeCount, count: 10 })
  const [spacing, setSpacing] = useState<SweepFileRange['spacing']>('ratio')
  const field = (label: string, key: keyof typeof range, max: number) => (
    <NumberInput
      size="xs"
      aria-label={`${label} of the sizes`}
      value={range[key]}
      min={1}
      max={max}
      allowDecimal={false}
      w={88}
      onChange={(typed) => typeof typed === 'number' && typed >= 1 && setRange({ ...range, [key]: typed })}
    />
  )
  return (
    <RangeLine>
      <span className="dim">from</span>
      {field('First', 'from', edgeCount)}
      <span className="dim">to</span>
      {field('Last', 'to', edgeCount)}
      <span className="dim">how many</span>
      {field('Number', 'count', MAX_SWEEP_POINTS)}
      <NativeSelect
        size="xs"
        aria-label="Spacing of the sizes"
        value={spacing}
        data={[
          { value: 'ratio', label: 'by ratio (log)' },
          { value: 'linear', label: 'evenly (linear)' },
        ]}
        onChange={(event) => setSpacing(event.currentTarget.value as 'ratio' | 'linear')}
      />
      <Button
        size="xs"
        variant="default"
        onClick={() => fill(rangeValues('edges', { ...range, spacing }).join(', '))}
      >
        Fill in
      </Button>
    </RangeLine>
  )
}
