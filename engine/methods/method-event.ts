import type { Baselines, Measurement, MethodResult } from '../../contract'
import type { Progress } from './patching'

/** What a method of the contract tells while it works; `result` is always the last. */
export type MethodEvent =
  | Progress
  | ({ type: 'baseline'; metricInitial: number } & Baselines)
  /** One edge of an exact sweep, to be kept: a resumed sweep measures only the others. */
  | { type: 'effect'; edge: number; effect: number }
  | { type: 'result'; outcome: MethodOutcome }

export interface MethodOutcome {
  result: MethodResult
  /** Patched runs over the prompts. */
  testsRun: number
  /** The raw metric of what the method arrived at (a circuit, a path); null where there is no such thing. */
  metricFinal: number | null
  /** The circuit judged or proposed, as edge indices. */
  circuit: { edges: Int32Array; measurement: Measurement; faithfulness: number | null } | null
}

export type MethodEvents = AsyncGenerator<MethodEvent, void>

/** Passes on what `take` makes of each event (null: nothing); answers the method's result. */
export async function* relayed<Event, Told, Result>(
  method: AsyncGenerator<Event, Result>,
  take: (event: Event) => Told | null,
): AsyncGenerator<Told, Result> {
  let isOver = false
  try {
    for (;;) {
      const step = await method.next()
      isOver = step.done === true
      if (step.done) return step.value
      const told = take(step.value)
      if (told !== null) yield told
    }
  } finally {
    if (!isOver) await method.return(undefined as Result)
  }
}

/** Passes on a method's stages and progress, drops what else it tells; answers its result. */
export function progressOf<Result>(
  method: AsyncGenerator<{ type: string }, Result>,
): AsyncGenerator<Progress, Result> {
  return relayed(method, (event) => (isProgress(event) ? event : null))
}

function isProgress(event: { type: string }): event is Progress {
  return event.type === 'stage' || event.type === 'progress'
}
