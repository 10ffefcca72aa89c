import { Button, SegmentedControl, Slider } from '@mantine/core'
import { Scale } from 'lucide-react'
import { useMemo } from 'react'
import { rankEdges } from '../../../engine/graph'
import { LineChart, type Series } from '../../plots/line-chart'
import { judgeForm } from '../../methods/evaluate/form'
import { VALUE_NAME, valueSource } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { hasKnownSign, rawScores } from '../../state/scored-run'
import { showView, updateWorkbench, useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { ChartPart, PartTitle } from './bottom-part'
import styles from './scored-panel.module.css'
import { topOfSlider, sliderOfTop } from './top-slider'

/** How many of the scored edges are shown: a choice by score, not the circuit ACDC would keep. */
export function ScoredPanel({ run }: { run: LiveRun }) {
  const top = useWorkbench((state) => state.topEdges)
  const by = useWorkbench((state) => state.rankBy)
  const total = run.graph.edgeCount
  const isSignKnown = hasKnownSign(run)
  const judge = () => {
    judgeForm.set({ judged: run.summary.id, judgeTop: top, judgeBy: by })
    showView('judge')
  }
  return (
    <>
      <div className={styles.scored}>
        <div className={styles.scoredHead}>
          <PartTitle>Top {formatCount(Math.min(top, total))} edges by score</PartTitle>
          <SegmentedControl
            size="xs"
            aria-label="Rank by"
            value={isSignKnown ? by : 'absolute'}
            onChange={(value) => updateWorkbench({ rankBy: value as 'absolute' | 'signed' })}
            data={[
              { value: 'absolute', label: '|score|' },
              { value: 'signed', label: 'signed', disabled: !isSignKnown },
            ]}
          />
          <Button size="compact-xs" variant="default" leftSection={<Scale size={12} />} onClick={judge}>
            Judge these
          </Button>
        </div>
        <Slider
          size={4}
          thumbLabel="Number of edges shown"
          label={null}
          min={0}
          max={1}
          step={0.001}
          value={sliderOfTop(top, total)}
          onChange={(value) => updateWorkbench({ topEdges: topOfSlider(value, total) })}
        />
        <p className="nothing">
          Re-thresholded scores: the edges are chosen by their score alone. ACDC, which tests each edge in the
          circuit left by the others, may keep different ones.
        </p>
      </div>
      <ChartPart>
        <ScoresByRank run={run} top={top} />
      </ChartPart>
    </>
  )
}

/** How fast the scores fall: a knee is where a circuit may end. */
function ScoresByRank({ run, top }: { run: LiveRun; top: number }) {
  const scores = rawScores(run)
  const name = `|${VALUE_NAME[valueSource(run, 0)]}|`
  const series = useMemo((): Series[] => {
    const ranked = rankEdges(scores, 'absolute')
    const points: [number, number][] = []
    for (let rank = 1; rank <= ranked.length; rank = Math.max(rank + 1, Math.round(rank * 1.06))) {
      points.push([rank, Math.abs(scores[ranked[rank - 1]])])
    }
    return [{ name, color: 'var(--only-a)', points }]
  }, [scores, name])
  return (
    <LineChart
      label={`${name} by rank, ${formatCount(top)} edges shown`}
      series={series}
      xLog
      xTitle="rank"
      yTitle={name}
      yIncludes={[0, 0]}
      marks={[{ x: Math.max(1, Math.min(top, run.graph.edgeCount)), text: `${formatCount(top)} edges` }]}
    />
  )
}
