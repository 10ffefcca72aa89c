import type { WorkflowStep } from '../../../contract'
import type { Progress } from '../../experiment/experiment'

/** A method's progress as that of a workflow's step, without the scores it yields on the way; answers its result. */
export async function* inStep<Result>(
  step: WorkflowStep,
  method: AsyncGenerator<Progress | { type: 'site' | 'edge' }, Result>,
): AsyncGenerator<Progress, Result> {
  let isOver = false
  try {
    for (;;) {
      const next = await method.next()
      isOver = next.done === true
      if (next.done) return next.value
      const event = next.value
      if (event.type === 'stage') yield { ...event, step }
      else if (event.type === 'progress') yield event
    }
  } finally {
    // Whoever stops in between ends the method too: it holds sessions of the runtime.
    if (!isOver) await method.return(undefined as Result)
  }
}
