import { ActionIcon, Button, NativeSelect, Tooltip } from '@mantine/core'
import { Pause, Play, StepBack, StepForward, type LucideIcon } from 'lucide-react'
import { memo, useMemo } from 'react'
import { edgeName, shownEdge } from '../../../engine/graph'
import { formatSigned } from '../../state/edge-values'
import { KEPT, type LiveRun } from '../../state/live-run'
import { METRIC_LABEL } from '../../state/metric-label'
import {
  REPLAY_SPEEDS,
  setReplaySpeed,
  showLive,
  showStep,
  stepBy,
  toggleReplay,
  useReplay,
  useReplayStep,
} from '../../state/replay'
import { keptSteps, metricAtStep } from '../../state/replayed-run'
import { isLive } from '../../state/run-states'
import { formatCount, formatMetric } from '../../widgets/format'
import { Range } from '../../widgets/range'
import { ForkMenu } from './fork-menu'
import styles from './scrubber.module.css'

/** Moves through the decisions of a run: the graph, its numbers and its log follow. `run` is the run as it is now. */
export function Scrubber({ run }: { run: LiveRun }) {
  const step = useReplayStep(run)
  const isPlaying = useReplay((replay) => replay.isPlaying)
  const at = step ?? run.decided
  const text = stepText(run, step)
  return (
    <div
      role="group"
      aria-label="Replay of the run"
      className={styles.scrubber}
      data-past={step !== null || undefined}
    >
      <Act label="One decision back (,)" icon={StepBack} act={stepBack} isOff={at === 0} />
      <Act
        label={isPlaying ? 'Pause the replay' : 'Play the decisions'}
        icon={isPlaying ? Pause : Play}
        act={toggleReplay}
      />
      <Act label="One decision on (.)" icon={StepForward} act={stepOn} isOff={step === null} />
      <Range
        label="Decision"
        max={run.decided}
        value={at}
        text={text}
        onChange={showStep}
        onArrow={stepBy}
        marks={<KeptMarks run={run} />}
      />
      <Speed />
      <span
        className={styles.text}
        title={step ? `${text} (${edgeName(run.graph, run.decidedEdges[step - 1])})` : text}
      >
        {text}
      </span>
      <ForkMenu run={run} step={at} />
      <Button size="compact-xs" variant="default" disabled={step === null} onClick={showLive}>
        {isLive(run.summary.state) ? 'Live' : 'End'}
      </Button>
    </div>
  )
}

const stepBack = () => stepBy(-1)
const stepOn = () => stepBy(1)

interface ActProps {
  label: string
  icon: LucideIcon
  act: () => void
  isOff?: boolean
}

/** Remembered: of a run that computes the text beside it changes several times a second. */
const Act = memo(function Act({ label, icon: Icon, act, isOff }: ActProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} disabled={isOff} onClick={act}>
        <Icon size={13} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
})

const Speed = memo(function Speed() {
  const speed = useReplay((replay) => replay.speed)
  return (
    <NativeSelect
      className={styles.speed}
      size="xs"
      aria-label="Speed of the replay"
      value={String(speed)}
      data={REPLAY_SPEEDS.map((each) => ({ value: String(each), label: `${each}×` }))}
      onChange={(event) => setReplaySpeed(Number(event.currentTarget.value))}
    />
  )
})

/** Where an edge was kept: what there is to see along the way. */
function KeptMarks({ run }: { run: LiveRun }) {
  const path = useMemo(
    () =>
      keptSteps(run)
        .map((step) => `M${step + 1} 0V1`)
        .join(''),
    [run],
  )
  return (
    <svg className={styles.marks} viewBox={`0 0 ${Math.max(1, run.decided)} 1`} preserveAspectRatio="none">
      <path d={path} />
    </svg>
  )
}

/** `34 of 81: 9.9.q ← 7.3 kept, harm +0.0300, KL 0.0448`; the last decision made by then, and the circuit's metric. */
function stepText(run: LiveRun, step: number | null): string {
  const total = formatCount(run.decided)
  const metric = `${METRIC_LABEL[run.summary.metric]} ${formatMetric(metricAtStep(run, step ?? run.decided))}`
  if (step === null)
    return isLive(run.summary.state)
      ? `live, ${total} decisions, ${metric}`
      : `all ${total} decisions, ${metric}`
  if (step === 0) return `before the first of ${total}`
  const edge = run.decidedEdges[step - 1]
  const delta = run.delta[edge]
  const what = run.state[edge] === KEPT ? 'kept' : 'removed'
  const harm = Number.isNaN(delta) ? 'no test needed' : `harm ${formatSigned(delta)}`
  return `${formatCount(step)} of ${total}: ${shownEdge(run.graph, edge)} ${what}, ${harm}, ${metric}`
}
