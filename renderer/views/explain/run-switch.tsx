import { SegmentedControl } from '@mantine/core'

export type PlainRun = 'clean' | 'corrupt'

interface RunSwitchProps {
  label: string
  run: PlainRun
  onChoose: (run: PlainRun) => void
}

/** Which of a prompt's two runs a figure is of. */
export function RunSwitch({ label, run, onChoose }: RunSwitchProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={run}
      onChange={(chosen) => onChoose(chosen as PlainRun)}
      data={[
        { value: 'clean', label: 'Clean' },
        { value: 'corrupt', label: 'Corrupt' },
      ]}
    />
  )
}
