import type { CircuitTests, MetricName } from '../../../../contract'
import { METRIC_LABEL } from '../../../state/metric-label'
import { formatMetric } from '../../../widgets/format'
import { Panel } from '../../stages/panel'
import { DrawnStrip } from './drawn-strip'

interface RandomCircuitsPanelProps {
  tests: CircuitTests
  metric: MetricName
  name: string
}

/** How far circuits are from the model, and how far the model is without them: this circuit among random ones. */
export function RandomCircuitsPanel({ tests, metric, name }: RandomCircuitsPanelProps) {
  const { sufficiency, partialNecessity: necessity } = tests
  const rows = [
    {
      title: 'circuit alone',
      hint: 'sufficiency: the circuit should be left of the random ones',
      ...sufficiency,
    },
    { title: 'model without it', hint: 'partial necessity: it should be right of them', ...necessity },
  ]
  const high = Math.max(...rows.flatMap(({ distance, random }) => [distance, ...random]))
  return (
    <Panel
      title="Among random circuits"
      note="distance from the model; ◆ is this circuit"
      data={{
        name: `${name}-random-circuits`,
        csv: () => [
          ['what', 'circuit', 'distance', 'edges'],
          ...rows.flatMap(({ title, distance, random, sizes }) => [
            [title, 'this', distance, tests.edges],
            ...Array.from(random, (value, draw) => [title, `random ${draw + 1}`, value, sizes[draw]]),
          ]),
        ],
        json: () => ({ sufficiency, partialNecessity: necessity }),
      }}
    >
      <div role="list" aria-label={`Among random circuits, root mean square of ${METRIC_LABEL[metric]}`}>
        {rows.map(({ title, hint, distance, random }) => (
          <DrawnStrip
            key={title}
            title={title}
            hint={hint}
            own={distance}
            drawn={random}
            high={high}
            text={formatMetric}
          />
        ))}
      </div>
    </Panel>
  )
}
