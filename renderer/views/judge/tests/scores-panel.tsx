import { useMemo, useState } from 'react'
import type { CircuitTests, MetricName, RunConfig } from '../../../../contract'
import { DiagonalScatter } from '../../../plots/diagonal-scatter'
import { METRIC_LABEL } from '../../../state/metric-label'
import { promptName } from '../../../state/prompt-name'
import { formatMetric } from '../../../widgets/format'
import { Panel } from '../../stages/panel'

interface ScoresPanelProps {
  /** Beside the model: the circuit, or the model without it. */
  side: 'circuit' | 'complement'
  scores: CircuitTests['scores']
  metric: MetricName
  config: RunConfig | null
  /** Of its files. */
  name: string
}

const SIDES = {
  circuit: {
    title: 'Circuit beside the model',
    note: 'equivalent: half of the prompts above the line',
    yTitle: 'circuit',
  },
  complement: {
    title: 'Model without the circuit',
    note: 'independent: no pattern',
    yTitle: 'without the circuit',
  },
}

/** Each prompt's score by two runs. */
export function ScoresPanel({ side, scores, metric, config, name }: ScoresPanelProps) {
  const { title, note, yTitle } = SIDES[side]
  const [chosen, setChosen] = useState(-1)
  const points = useMemo(
    () =>
      Array.from(scores.model, (model, prompt) => ({
        x: model,
        y: scores[side][prompt],
        name: promptName(config, prompt).short,
      })),
    [scores, side, config],
  )
  return (
    <Panel
      title={title}
      note={note}
      data={{
        name: `${name}-${side}`,
        csv: () => [
          ['prompt', 'model', side],
          ...points.map((point, prompt) => [promptName(config, prompt).full, point.x, point.y]),
        ],
        json: () =>
          points.map(({ x, y }, prompt) => ({
            prompt: promptName(config, prompt).full,
            model: x,
            [side]: y,
          })),
      }}
    >
      <DiagonalScatter
        label={`${METRIC_LABEL[metric]} of each prompt: ${title.toLowerCase()}`}
        points={points}
        xTitle={`model, ${METRIC_LABEL[metric]}`}
        yTitle={yTitle}
        text={formatMetric}
        axisText={shortMetric}
        chosen={chosen}
        onChoose={setChosen}
      />
    </Panel>
  )
}

const shortMetric = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−')
