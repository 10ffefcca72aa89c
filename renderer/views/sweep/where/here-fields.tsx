import { NativeSelect } from '@mantine/core'
import { useEffect } from 'react'
import { MAX_RUNS_AT_ONCE } from '../../../../contract'
import { followSettings, useSettings } from '../../../state/settings'
import { sweepForm } from '../../../state/sweep-form'

/** How many runs are computed beside each other. */
export function HereFields() {
  useEffect(followSettings, [])
  const info = useSettings((store) => store.info)
  const atOnce = sweepForm.use((form) => form.atOnce)
  const usual = info && (info.settings.runsAtOnce ?? info.defaultRunsAtOnce)
  return (
    <NativeSelect
      label="Runs at once"
      description="They share threads and memory; a run uses all cores by itself"
      value={atOnce === null ? 'usual' : String(atOnce)}
      data={[
        { value: 'usual', label: `As in Settings${usual === null ? '' : ` (${usual})`}` },
        ...Array.from({ length: MAX_RUNS_AT_ONCE }, (_, at) => String(at + 1)),
      ]}
      onChange={({ currentTarget: { value } }) =>
        sweepForm.set({ atOnce: value === 'usual' ? null : Number(value) })
      }
    />
  )
}
