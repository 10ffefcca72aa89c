import { NOT_MEASURED, stabilityNote, type CircuitMatrix, type SweepDetail } from '../../contract'
import { subjectOf } from '../../renderer/state/sweep-words'
import type { Description } from './description'
import { numberedTitle } from './describe-run'

/** What figures of a sweep say of it. */
export function describeSweep({ summary, spec, isHeldOut }: SweepDetail): Description {
  const { id, name, number, createdAt } = summary
  const { model, prompts, method, metric } = subjectOf({ summary, spec })
  const title = name === `Sweep ${number}` ? name : `Sweep ${number} · ${name}`
  return {
    title,
    facts: [
      { name: 'model', text: model },
      { name: 'prompts', text: prompts },
      { name: 'method', text: method },
      { name: 'metric', text: metric },
      { name: 'judged on', text: judgedOn(spec.judge, isHeldOut) },
      { name: 'created', text: new Date(createdAt).toISOString(), brief: null },
      { name: 'sweep id', text: id, brief: null },
    ],
    notes: [],
    roles: [],
  }
}

function judgedOn(isJudged: boolean, isHeldOut: boolean): string {
  if (!isJudged) return 'the prompts it was found on'
  return isHeldOut ? 'held-out prompts' : 'all prompts'
}

/** What figures of several circuits beside each other say of them. */
export function describeSeveral({ circuits }: CircuitMatrix): Description {
  const runs = circuits.map(({ run }) => run)
  const all = (texts: readonly string[]) => [...new Set(texts)].join(', ')
  return {
    title: `${runs.length} circuits of ${all(runs.map(({ modelName }) => modelName))}`,
    facts: [
      { name: 'runs', text: runs.map(numberedTitle).join(', ') },
      { name: 'model', text: all(runs.map(({ modelName }) => modelName)) },
      { name: 'prompts', text: all(runs.map(({ promptsName }) => promptsName)) },
      {
        name: 'stability',
        text: runs.map((run) => (stabilityNote(run) ?? NOT_MEASURED).replace('stability ', '')).join('; '),
        brief: null,
      },
      { name: 'run ids', text: runs.map(({ id }) => id).join(', '), brief: null },
    ],
    notes: [],
    roles: [],
  }
}
