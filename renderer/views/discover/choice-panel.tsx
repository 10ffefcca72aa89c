import { SegmentedControl } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import type { RankBy } from '../../../engine/graph'
import {
  POSITIONS,
  positionOfThreshold,
  positionOfTop,
  shortThreshold,
  thresholdOfPosition,
  topOfPosition,
} from '../../state/choice-scale'
import { VALUE_NAME } from '../../state/edge-values'
import { findsOf } from '../../state/finds'
import { wholeOf, type LiveRun } from '../../state/live-run'
import { choiceLikeCircuit, chooseRank, chooseThreshold, chooseTop } from '../../state/rethreshold'
import { hasKnownSign, isScored, rankingOf, withChosenEdges } from '../../state/top-edges'
import { formatCount, formatPlural } from '../../widgets/format'
import { NumberField } from '../../widgets/number-field'
import { Range } from '../../widgets/range'
import { PartTitle } from './bottom-part'
import { ChoiceActions } from './choice-actions'
import styles from './choice-panel.module.css'

/**
 * Which edges are shown by their score: the best n, or all from a threshold on. Until one is chosen, what comes closest to
 * the circuit that is `shown`, which stays on the canvas.
 */
export function ChoicePanel({ shown }: { shown: LiveRun }) {
  const isChosen = shown.excerpt?.kind === 'scores'
  const offered = useMemo(() => (isChosen ? shown : likeCircuit(wholeOf(shown))), [isChosen, shown])
  const { excerpt, kept } = offered
  if (excerpt?.kind !== 'scores') return null
  const { threshold, isTop, by } = excerpt
  const { weights } = rankingOf(offered, by)
  const short = shortThreshold(threshold)
  const decides = findsOf(shown.summary).decidesEdges
  const score = decides ? VALUE_NAME.harm : 'score'
  return (
    <div className={styles.choice}>
      {isScored(shown) && (
        <div className={styles.head}>
          <PartTitle>
            {isTop
              ? `Top ${formatPlural(kept, 'edge')} by score`
              : `${formatPlural(kept, 'edge')} of ${score} ${short} or more`}
          </PartTitle>
          <RankChoice run={wholeOf(shown)} by={by} />
        </div>
      )}
      <div className={styles.sliders}>
        <Field
          name="Top n"
          slider={
            <Range
              label="Number of edges shown"
              max={POSITIONS}
              value={positionOfTop(kept, weights.length)}
              text={`${formatPlural(kept, 'edge')} of ${formatCount(weights.length)}`}
              onChange={(position) => chooseTop(topOfPosition(position, weights.length))}
              onArrow={(count) => chooseTop(Math.min(weights.length, kept + count))}
            />
          }
          value={kept}
          onChange={(top) => chooseTop(Math.max(0, Math.min(weights.length, Math.round(top))))}
        />
        <Field
          name={decides ? 'Harm ≥' : 'Score ≥'}
          slider={
            <Range
              label={`Threshold of the ${score}`}
              max={POSITIONS}
              value={positionOfThreshold(threshold, weights)}
              text={`${score} ${short} or more, ${formatPlural(kept, 'edge')}`}
              onChange={(position) => chooseThreshold(shortThreshold(thresholdOfPosition(position, weights)))}
              onArrow={(count) => chooseThreshold(weights[within(kept - 1 - count, weights.length)])}
            />
          }
          value={short}
          onChange={chooseThreshold}
        />
      </div>
      {isChosen ? (
        <>
          <p className={styles.note} title={NOTE}>
            Re-thresholded scores, not ACDC at τ {short}: each edge is judged by its score alone.
          </p>
          <ChoiceActions shown={shown} />
        </>
      ) : (
        <p className={styles.lead}>
          The circuit stays as it is until you move a slider: then the edges are chosen by their score alone.
        </p>
      )}
    </div>
  )
}

function likeCircuit(run: LiveRun): LiveRun {
  return withChosenEdges(run, choiceLikeCircuit(run))
}

const NOTE =
  'The edges are chosen by their score alone. ACDC, which tests each edge in the circuit left by the others, may keep different ones.'

const within = (rank: number, count: number) => Math.max(0, Math.min(count - 1, rank))

function RankChoice({ run, by }: { run: LiveRun; by: RankBy }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Rank by"
      value={by}
      onChange={(value) => chooseRank(value as RankBy)}
      data={[
        { value: 'absolute', label: '|score|' },
        { value: 'signed', label: 'signed', disabled: !hasKnownSign(run) },
      ]}
    />
  )
}

interface FieldProps {
  name: string
  slider: ReactNode
  value: number
  onChange: (value: number) => void
}

/** A slider with its number beside it. */
function Field({ name, slider, value, onChange }: FieldProps) {
  return (
    <div className={styles.field}>
      <span className="dim">{name}</span>
      {slider}
      <NumberField
        className={styles.number}
        label={`${name}, as a number`}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}
