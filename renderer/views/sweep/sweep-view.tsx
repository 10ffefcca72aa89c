import type { SweepDetail } from '../../../contract'
import { describeSweep } from '../../../pictures'
import { shownSweep, useSweepChoice, useSweeps } from '../../state/sweeps'
import { BlankArea } from '../../widgets/blank'
import { Described } from '../../widgets/described'
import { Inspector, View } from '../../widgets/panes'
import { Elsewhere } from './elsewhere/elsewhere'
import { FilterBar } from './filter-bar'
import { NewSweep } from './new-sweep'
import { SweepCharts } from './sweep-charts'
import { SweepInspector } from './sweep-inspector'
import { SweepProgress } from './sweep-progress'
import { SweepCircuits } from './sweep-circuits'
import { SweepToolbar } from './sweep-toolbar'
import styles from './sweep-view.module.css'

/** Many circuits as one question: how much is kept as the threshold rises, and how much less by random circuits. */
export function SweepView() {
  const choice = useSweepChoice()
  const { sweepId } = choice
  const detail = useSweeps((store) => store.detail)
  const problem = useSweeps((store) => store.problem)
  const shown = shownSweep(detail, choice)
  return (
    <View label="Sweep" hasHeading>
      <SweepToolbar shown={shown} />
      <p className={styles.explained}>
        Each point is a circuit. Where more edges no longer make it more faithful than fewer did, and well
        above random circuits of its size, is the circuit to look at.
      </p>
      {sweepId === null ? (
        <div className={styles.alone}>
          <NewSweep />
        </div>
      ) : shown ? (
        <ShownSweep detail={shown} />
      ) : problem ? (
        <p className={`${styles.problem} hurts`} role="alert">
          {problem}
        </p>
      ) : (
        <BlankArea isBusy />
      )}
    </View>
  )
}

function ShownSweep({ detail }: { detail: SweepDetail }) {
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <SweepProgress detail={detail} />
        <Elsewhere key={detail.summary.id} summary={detail.summary} />
        <FilterBar detail={detail} />
        <Described by={() => describeSweep(detail)}>
          <div className={styles.panels}>
            <div className={styles.charts}>
              <SweepCharts detail={detail} />
            </div>
            <div className={styles.table}>
              <SweepCircuits key={detail.summary.id} detail={detail} />
            </div>
          </div>
        </Described>
      </div>
      <Inspector label="Sweep inspector">
        <SweepInspector detail={detail} />
      </Inspector>
    </div>
  )
}
