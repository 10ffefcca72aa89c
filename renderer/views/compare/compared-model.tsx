import { Button } from '@mantine/core'
import type { RunSummary } from '../../../contract'
import { isOfOpenModel } from '../../state/belonging'
import { compareNewest } from '../../state/compare'
import { isImported } from '../../state/finds'
import { openModel } from '../../state/session'
import { useWorkbench } from '../../state/workbench'
import { Banner } from '../../widgets/banner'

interface ComparedModelProps {
  /** What is on screen. */
  shown: readonly (RunSummary | undefined)[]
  /** All that could be. */
  runs: readonly RunSummary[]
}

/** Where the circuits on screen are of another model than the open one: whose they are, and the ways to make them agree. */
export function ComparedModel({ shown, runs }: ComparedModelProps) {
  const model = useWorkbench((state) => state.model)
  const problem = useWorkbench((state) => state.modelProblem)
  const other = shown.find((run) => run !== undefined && !isOfOpenModel(run, model))
  if (!other || !model) return null
  const hasOwn = runs.filter((run) => isOfOpenModel(run, model)).length > 1
  return (
    <Banner
      label="Another model is open"
      text={
        <>
          These circuits are of <b>{other.modelName}</b>. Open now: <b>{model.name}</b>.
          {problem && <span role="alert"> {problem}</span>}
        </>
      }
    >
      {!isImported(other) && (
        <Button size="compact-xs" variant="default" onClick={() => void openModel(other.model)}>
          Open {other.modelName}
        </Button>
      )}
      {hasOwn && (
        <Button size="compact-xs" variant="default" onClick={compareNewest}>
          Compare circuits of {model.name}
        </Button>
      )}
    </Banner>
  )
}
