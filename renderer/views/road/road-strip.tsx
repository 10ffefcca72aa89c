import { Fragment } from 'react'
import type { ViewName } from '../../state/workbench'
import { GoTo } from '../../widgets/go-to'
import { useConfirmStep, useDatasetStep, useModelStep, useScreenStep, useTraceStep } from './early-steps'
import { useCompareStep, useDiscoverStep, useExplainStep, useJudgeStep } from './late-steps'
import type { RoadStep } from './road-step'
import { useSweepStep } from './sweep-step'
import styles from './road-strip.module.css'

/** The views of the road, in its order, and Sweep beside it. */
const STEPS: { readonly [View in ViewName]?: () => RoadStep } = {
  model: useModelStep,
  dataset: useDatasetStep,
  screen: useScreenStep,
  confirm: useConfirmStep,
  trace: useTraceStep,
  discover: useDiscoverStep,
  judge: useJudgeStep,
  explain: useExplainStep,
  compare: useCompareStep,
  sweep: useSweepStep,
}

/** At the foot of each view of the road: what there is by now, and where it leads with what was chosen. */
export function RoadStrip({ view }: { view: ViewName }) {
  const useStep = STEPS[view]
  return useStep ? <Strip key={view} useStep={useStep} /> : null
}

function Strip({ useStep }: { useStep: () => RoadStep }) {
  const { has, next, missing } = useStep()
  return (
    <nav aria-label="Next step" className={styles.strip}>
      <span className={styles.has} title={has}>
        {has}
      </span>
      {missing && next.length === 0 && (
        <span className={styles.missing} title={missing}>
          {missing}
        </span>
      )}
      {next.length > 0 && <span className={styles.word}>Next</span>}
      {next.map((link, index) => (
        <Fragment key={link.view}>
          <GoTo {...link} isNext={index === 0} />
          {index === 0 && (
            <span className={styles.hint} aria-hidden>
              <span>{link.hint}</span>
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  )
}
