import { useMemo } from 'react'
import { messageOf, readingOf, type CheckedRow, type MetricName } from '../../contract'
import { call } from './client'
import { useFormMetric } from './form-metric'
import { isBlank, toPromptRow } from './prompt-draft'
import { mergeChecks, promptReadiness, rowsToCheck, type PromptReadiness } from './prompt-readiness'
import { isIdsOnly, usePrompts } from './prompt-store'
import { useWorkbench } from './workbench'

/** Rows in one request: a large set shows its first tokens early and no answer is huge. */
const ROWS_AT_ONCE = 200

type Asked = Parameters<typeof promptReadiness>
let counted: { of: Asked; readiness: PromptReadiness } | null = null

/** Counted once for all that show it. */
function readinessOf(...of: Asked): PromptReadiness {
  if (counted && of.every((argument, i) => argument === counted!.of[i])) return counted.readiness
  counted = { of, readiness: promptReadiness(...of) }
  return counted.readiness
}

/** Whether a run of a metric, that of the form if none is given, can start with the prompts on screen, and if not why. */
export function usePromptReadiness(ofMetric?: MetricName): PromptReadiness {
  const rows = usePrompts((state) => state.draft.rows)
  const checks = usePrompts((state) => state.checks)
  const problems = usePrompts((state) => state.setProblems)
  const ofForm = useFormMetric()
  return readinessOf(rows, checks, problems, ofMetric ?? ofForm)
}

/** What the tokenizer made of the rows as they are on screen; those that are being checked are left out. */
export function useCheckedRows(): CheckedRow[] {
  const rows = usePrompts((state) => state.draft.rows)
  const checks = usePrompts((state) => state.checks)
  return useMemo(
    () =>
      rows.flatMap((row) => {
        const check = checks[row.key]
        return check?.row === row && !isBlank(row) ? [check.result] : []
      }),
    [rows, checks],
  )
}

let timer: ReturnType<typeof setTimeout> | null = null
/** Answers from an older epoch, of another model or BOS choice, are dropped. */
let epoch = 0

/** Has every unanswered row checked by the open model's tokenizer, after a pause. */
export function scheduleCheck(delayMs: number): void {
  if (timer) clearTimeout(timer)
  timer = setTimeout(() => void checkRows(), delayMs)
}

async function checkRows(): Promise<void> {
  const { draft, checks } = usePrompts.getState()
  const { model } = useWorkbench.getState()
  const sent = rowsToCheck(draft.rows, checks).slice(0, ROWS_AT_ONCE)
  if (!model || sent.length === 0) return
  const sentIn = epoch
  const rows = sent.map((row) => toPromptRow(row, isIdsOnly()))
  try {
    const answer = await call('prompts.check', { model: model.path, ...readingOf(draft), rows })
    if (sentIn !== epoch) return
    usePrompts.setState((state) => ({
      checks: mergeChecks(state.draft.rows, state.checks, sent, answer.rows),
      setProblems: answer.problems,
      checkProblem: null,
    }))
    // Continues only where something was answered: an empty answer must not become a loop.
    if (answer.rows.length > 0) await checkRows()
  } catch (error) {
    if (sentIn === epoch) usePrompts.setState({ checkProblem: messageOf(error) })
  }
}

/** The model or the BOS choice changed: all answers are invalid. `outdated`: the old tokens stay on screen, faint, until the new ones come. */
export function forgetChecks(which: 'outdated' | 'all'): void {
  epoch++
  usePrompts.setState(({ checks }) => ({
    setProblems: [],
    checkProblem: null,
    checks:
      which === 'all'
        ? {}
        : Object.fromEntries(
            Object.entries(checks).map(([key, { row, result }]) => [key, { row: { ...row }, result }]),
          ),
  }))
}
