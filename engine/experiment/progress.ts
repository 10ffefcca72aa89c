import type { MethodName, MethodStages, StageEvent, WorkflowStep } from '../../contract'

/** How far a method is: what it began to do, and how much of that is done. */
export type Progress<Name extends MethodName = MethodName> =
  StageEvent<MethodStages[Name]> | { type: 'progress'; done: number; total: number }

/** A method: it computes when the next event is pulled, reports its progress, and returns its answer. */
export type Method<Name extends MethodName, Result> = AsyncGenerator<Progress<Name>, Result>

/** Runs a method to its end, for callers that want only the answer. */
export async function resultOf<Result>(method: AsyncGenerator<unknown, Result>): Promise<Result> {
  let step = await method.next()
  while (!step.done) step = await method.next()
  return step.value
}

/** Passes on what `take` makes of each event of a method (null: nothing); returns the method's answer. */
export async function* relayed<Event, Passed, Result>(
  method: AsyncGenerator<Event, Result>,
  take: (event: Event) => Passed | null,
): AsyncGenerator<Passed, Result> {
  let isOver = false
  try {
    for (;;) {
      const step = await method.next()
      isOver = step.done === true
      if (step.done) return step.value
      const passed = take(step.value)
      if (passed !== null) yield passed
    }
  } finally {
    // Whoever stops in between ends the method too: it holds sessions of the runtime.
    if (!isOver) await method.return(undefined as Result)
  }
}

/** A method's progress as that of a workflow's step, without whatever else it reports. */
export function inStep<Result>(
  step: WorkflowStep,
  method: AsyncGenerator<Progress<'workflow'> | { type: 'effect' }, Result>,
): Method<'workflow', Result> {
  return relayed(method, (event) => {
    if (event.type === 'stage') return { ...event, step }
    return event.type === 'progress' ? event : null
  })
}
