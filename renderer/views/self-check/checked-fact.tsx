import type { CheckResult, RunDetail } from '../../../contract'
import { openRun } from '../../state/open-run'
import { useCheckOfRun } from '../../state/self-check'
import styles from './checked-fact.module.css'

/** What the self-check found on the model and the prompts of a run. */
export function CheckedFact({ detail }: { detail: RunDetail }) {
  const run = useCheckOfRun(detail)
  if (run?.result?.kind !== 'check') return <>not made on this model and these prompts</>
  const { summary } = run
  return (
    <button type="button" className={styles.fact} onClick={() => void openRun(summary)}>
      {passedText(run.result)} (run {summary.number})
    </button>
  )
}

function passedText({ items }: CheckResult): string {
  return `${items.filter(({ passed }) => passed).length} of ${items.length} passed`
}
