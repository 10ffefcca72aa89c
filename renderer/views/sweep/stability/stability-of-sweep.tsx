import { Button, NativeSelect } from '@mantine/core'
import { Repeat2 } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { asksTwice, MAX_STABILITY_CIRCUITS } from '../../../../contract'
import type { StabilityDetail, SweepDetail } from '../../../../contract'
import { call, onEvent } from '../../../state/client'
import { shownValues } from '../../../state/sweep-words'
import { useAnswer } from '../../../state/use-answer'
import { formatCount } from '../../../widgets/format'
import { Panel } from '../../stages/panel'
import { SWEEP_STATE_TEXT } from '../sweep-states'
import { JaccardPanel } from './jaccard-panel'
import { KeptChart } from './kept-chart'
import { KeptList } from './kept-list'
import styles from './stability-of-sweep.module.css'

interface StabilityOfSweepProps {
  detail: SweepDetail
  /** Switches beside the title. */
  actions: ReactNode
}

/** Whether the circuits of a sweep are the same: how much they share, and how often each edge and node is in them. */
export function StabilityOfSweep({ detail, actions }: StabilityOfSweepProps) {
  const { id } = detail.summary
  const { answer, problem, refresh } = useAnswer(id, () => call('stability.ofSweep', { id }))
  useEffect(() => onEvent(({ type }) => void (type === 'stability-changed' && refresh())), [refresh])
  const [chosen, choose] = useState(0)
  const measured = answer?.filter(({ sweep }) => sweep.id === id) ?? []
  const one = measured[Math.min(chosen, measured.length - 1)]
  if (!one)
    return (
      <Panel title="Stability" isWide actions={actions}>
        <div className={styles.missing} role="status">
          {problem ?? (answer ? <NotMeasured detail={detail} onMeasured={refresh} /> : 'Reading…')}
        </div>
      </Panel>
    )
  return (
    <div className={styles.panels} role="group" aria-label="Stability of the circuits">
      <JaccardPanel
        stability={one}
        actions={
          <>
            {measured.length > 1 && <QuestionField {...{ measured, chosen, choose }} />}
            {actions}
          </>
        }
      />
      <KeptChart stability={one} />
      <KeptList key={one.measuredAt} stability={one} />
    </div>
  )
}

interface QuestionFieldProps {
  measured: readonly StabilityDetail[]
  chosen: number
  choose: (question: number) => void
}

/** Circuits of another model, method or size are another question. */
function QuestionField({ measured, chosen, choose }: QuestionFieldProps) {
  return (
    <NativeSelect
      size="xs"
      maw={260}
      aria-label="Circuits of"
      value={String(Math.min(chosen, measured.length - 1))}
      data={measured.map(({ fixed, method }, at) => ({
        value: String(at),
        label: shownValues(fixed) || method,
      }))}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    />
  )
}

/** Why there is nothing yet, and how to get it. */
function NotMeasured({ detail, onMeasured }: { detail: SweepDetail; onMeasured: () => void }) {
  const { summary, spec } = detail
  const [isMeasuring, setMeasuring] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { runs, state } = summary
  if (!asksTwice(spec))
    return 'Each circuit of this sweep answers another question. Stability needs at least two resamples, seeds, prompt sets, thresholds or orders: add such an axis.'
  if (state === 'running')
    return `Measured once all runs have ended: ${formatCount(runs.done + runs.failed)} of ${formatCount(runs.total)} have.`
  if (state !== 'done')
    return `The sweep is ${SWEEP_STATE_TEXT[state]}, with ${formatCount(runs.done)} of ${formatCount(runs.total)} runs: resume it, and its stability is measured at its end.`
  const measure = () => {
    setMeasuring(true)
    setProblem(null)
    call('stability.measure', { id: summary.id })
      .then(onMeasured)
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
      .finally(() => setMeasuring(false))
  }
  return (
    <>
      <p>
        {problem ??
          `Stability not measured: how often each edge and node is in these circuits, and how much each two of them share (at most ${formatCount(MAX_STABILITY_CIRCUITS)} circuits of one question).`}
      </p>
      <Button variant="default" leftSection={<Repeat2 size={13} />} loading={isMeasuring} onClick={measure}>
        Measure stability
      </Button>
    </>
  )
}
