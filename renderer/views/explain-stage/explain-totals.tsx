import { sumTexts, type ExplainedCircuit } from '../../../contract'
import { formatDifference } from '../../widgets/format'
import styles from './explain-totals.module.css'

/** What adds up to the logit difference, as a line that adds up as shown. */
export function ExplainTotals({ circuit }: { circuit: ExplainedCircuit }) {
  const { totals, run } = circuit
  if (!totals)
    return (
      <p className={styles.totals}>
        No direct attribution: it is defined for prompts with answers, and these have none.
      </p>
    )
  const { inCircuit, outside, constants, logitDiff, corruptLogitDiff, largestGap, prompts } = totals
  const parts: [string, number][] = [[run === null ? 'all nodes' : 'the circuit’s nodes', inCircuit]]
  if (run !== null) parts.push(['other nodes', outside])
  parts.push(['constants', constants])
  const sum = sumTexts(
    logitDiff,
    parts.map(([, value]) => value),
  )
  return (
    <section className={styles.totals} aria-label="Direct attribution">
      <span>
        <b>Logit difference</b> <span className="mono">{sum.whole}</span> ={' '}
        {parts.map(([name], at) => (
          <span key={name}>
            <span className="mono">{sum.parts[at]}</span> <span className="dim">{name}</span>{' '}
          </span>
        ))}
      </span>
      <span className="dim">
        mean of {prompts} clean {prompts === 1 ? 'run' : 'runs'}, each node directly; corrupt{' '}
        {sumTexts(corruptLogitDiff, [corruptLogitDiff]).whole}; the parts miss the sum by{' '}
        {formatDifference(largestGap)} at most
      </span>
    </section>
  )
}
