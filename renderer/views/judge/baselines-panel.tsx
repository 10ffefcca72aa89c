import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { Panel } from '../stages/panel'
import { baselineStrips } from './baseline-strips'
import { ShareStrips } from './share-strips'

/** What the circuit keeps, prompt by prompt, beside what keeps everything, nothing, and random circuits. */
export function BaselinesPanel({ evaluation, name }: { evaluation: Evaluation; name: string }) {
  const strips = useMemo(() => baselineStrips(evaluation), [evaluation])
  return (
    <Panel
      title="Faithfulness beside its baselines"
      note="a dot each; box: the middle half"
      data={{
        name: `${name}-baselines`,
        csv: () => [
          ['circuit', 'mean', 'values'],
          ...strips.map(({ name: strip, mean, values }) => [strip, mean ?? NaN, values.join(' ')]),
        ],
        json: () => strips.map(({ name: strip, mean, values }) => ({ circuit: strip, mean, values })),
      }}
    >
      <ShareStrips label="Faithfulness beside its baselines" strips={strips} />
    </Panel>
  )
}
