import { Loader } from '@mantine/core'
import { GitCompareArrows } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RunComparison, RunSummary } from '../../../contract'
import type { Answer } from '../../state/use-answer'
import { Blank, BlankArea } from '../../widgets/blank'
import { GoTo } from '../../widgets/go-to'

interface NoComparisonProps {
  runs: RunSummary[] | null
  a: RunSummary | undefined
  b: RunSummary | undefined
  state: Answer<RunComparison>
}

/** Instead of a comparison: what is missing to make one. */
export function NoComparison({ runs, a, b, state }: NoComparisonProps) {
  if (state.problem) return <NoPair title="These runs cannot be compared" text={state.problem} />
  if (!runs || state.isLoading) {
    return (
      <BlankArea isBusy>
        <Loader size="sm" aria-label="Comparing" />
      </BlankArea>
    )
  }
  if (runs.length < 2) {
    return (
      <NoPair
        title="Two runs are needed"
        text="Any circuit can be compared with any other of its model: found by ACDC or a workflow, opened from a file, or the best edges of EAP and of exact effects. Find one more, for example at another threshold."
      >
        <GoTo view="discover" along="to find another circuit" isNext />
      </NoPair>
    )
  }
  if (!a || !b)
    return (
      <NoPair title="Choose two runs" text="Choose run A and run B above, or two runs in the Runs view." />
    )
  return <BlankArea isBusy />
}

function NoPair(props: { title: string; text: string; children?: ReactNode }) {
  return <Blank icon={GitCompareArrows} role="status" {...props} />
}
