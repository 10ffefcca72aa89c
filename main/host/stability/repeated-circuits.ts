import { findsOf, isSample, questionOf, USUAL_STABILITY_SIZE } from '../../../contract'
import type { EdgeChoice, RunDetail, SweepValues } from '../../../contract'
import type { Circuit } from '../../../engine/host'
import type { Store } from '../../store'
import { takenCircuits } from '../runs/compare/taken-circuit'
import type { SweepRecord } from '../sweeps/sweep-record'

/** A circuit that a sweep found. */
export interface FoundCircuit {
  runId: string
  values: SweepValues
  read(): Circuit
}

/** Circuits that answer one question. */
export interface Question {
  /** What they have in common, of the axes of the sweep. */
  fixed: SweepValues
  /** Those that count. */
  samples: FoundCircuit[]
  /** Runs of the prompts as they are, where there are samples. */
  itself: string[]
  /** Circuits that were not found. */
  missing: number
  first: RunDetail | null
}

/** What of a sweep is to be alike, by question; of scores without a size the usual number of best edges. */
export function questionsOf({ sweep, plan, members }: SweepRecord, store: Store): Question[] {
  const { spec } = sweep
  const questions = new Map<string, Question>()
  for (const { values, find } of plan.points) {
    if (find === null) continue
    const { run, state } = members[find]
    const isScored = run !== null && findsOf(run).edgeScores !== null
    const sized = isScored ? { edges: USUAL_STABILITY_SIZE, ...values } : values
    const { fixed, repeated } = questionOf(sized)
    const key = JSON.stringify(fixed)
    const question = questions.get(key) ?? { fixed, samples: [], itself: [], missing: 0, first: null }
    questions.set(key, question)
    if (!run || state !== 'done') question.missing += isSample(values, spec) ? 1 : 0
    else if (!isSample(values, spec)) question.itself.push(run.id)
    else {
      question.first ??= runDetail(run.id, store)
      const choice = isScored ? { top: fixed.edges!, by: spec.by } : undefined
      question.samples.push({
        ...{ runId: run.id, values: repeated },
        read: () => circuitOf(run.id, choice, store),
      })
    }
  }
  return [...questions.values()].filter(({ samples }) => samples.length > 0)
}

export function runsOf({ samples, itself }: Question): string[] {
  return [...itself, ...samples.map(({ runId }) => runId)]
}

function circuitOf(runId: string, choice: EdgeChoice | undefined, store: Store): Circuit {
  return takenCircuits([{ run: runDetail(runId, store), choice }])[0].circuit
}

function runDetail(runId: string, store: Store): RunDetail {
  const { dModel: _dModel, owner: _owner, ownedAt: _ownedAt, ...run } = store.runs.get(runId)
  return { ...run, ...store.journal.read(runId), progress: null }
}
