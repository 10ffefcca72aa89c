import { LIVE_STATES, type ComparedCircuit } from '../../../contract'
import { judgeForm } from '../../methods/evaluate'
import { judgeSide, useJudgingRun } from '../../state/compare'
import { isImported } from '../../state/finds'
import { useRunList } from '../../state/run-store'
import { showView } from '../../state/workbench'
import { formatPlural } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { StartButton } from '../../widgets/start-button'
import styles from './judge-offer.module.css'

interface JudgeOfferProps {
  side: ComparedCircuit
  letter: 'A' | 'B'
}

/** Measures a circuit that nobody judged, or says why that is not possible; nothing where it is judged. */
export function JudgeOffer({ side, letter }: JudgeOfferProps) {
  const { run, edges, judge, judgement } = side
  const runs = useRunList()
  const judging = useJudgingRun(side)
  if (judgement) return null
  const at = runs?.find(({ id }) => id === judging)
  if (at && LIVE_STATES.includes(at.state))
    return (
      <span className={styles.said} role="status">
        {letter} is being judged…
      </span>
    )
  if (at?.state === 'failed')
    return (
      <span className={styles.problem} role="alert">
        {letter} could not be judged: {at.message}
      </span>
    )
  if (judge)
    return (
      <StartButton
        isSmall
        label={`Judge ${letter}`}
        intent={`Measures the ${formatPlural(edges, 'edge')} of ${letter} beside random circuits, on held-out prompts where the set is split`}
        start={() => void judgeSide(side)}
      />
    )
  if (edges === 0)
    return <span className={styles.said}>{letter} keeps no edge: there is nothing to judge.</span>
  if (!isImported(run))
    return <span className={styles.said}>{letter} can be judged once it is finished.</span>
  const go = () => {
    judgeForm.set({ judged: run.id })
    showView('judge')
  }
  return (
    <GoTo
      view="judge"
      along={`with ${letter}`}
      go={go}
      hint="An opened file has no prompts of its own: it is judged on yours"
    />
  )
}
