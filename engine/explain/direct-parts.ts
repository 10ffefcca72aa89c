import { graphOf, type Experiment } from '../experiment/experiment'
import { answerRow, headsDirection, lastDirection, rowOf, type StreamDirection } from './direct-directions'
import type { HeadProducts } from './head-products'
import { dot, type LogitDirection } from './logit-directions'
import type { RunTrace } from './run-trace'

/** A direction of the logits that is read at the answer position of the `at`th prompt of a trace. */
export interface DirectQuestion {
  at: number
  direction: LogitDirection
}

/** What every sender adds to what is asked directly, the norms after it having the scale of the run. */
export interface DirectParts {
  /** [sender, question] in the order of the graph, and last what no sender writes */
  parts: Float64Array
  /** [question] of the whole last stream with the biases of the end, before a soft cap */
  whole: Float64Array
}

/** Sites of a trace that it reads. */
export const DIRECT_SITES = ['resid', 'z', 'attn', 'mlp'] as const

/** A question with where in the trace it is asked. */
interface Asked {
  row: number
  last: StreamDirection
}

export async function directParts(
  experiment: Experiment,
  products: HeadProducts,
  trace: RunTrace,
  questions: readonly DirectQuestion[],
): Promise<DirectParts> {
  const { config } = experiment
  const { senders } = graphOf(config)
  const asked = questions.map(({ at, direction }): Asked => {
    const row = answerRow(trace, at)
    return { row, last: lastDirection(experiment, trace, row, direction) }
  })
  const ofRows = (data: Float32Array) =>
    Float64Array.from(asked, ({ row, last }) => dot(rowOf(data, row, config.dModel), last.values))
  const layers = Array.from({ length: config.layerCount }, (_, layer) =>
    asked.map(({ row, last }) => headsDirection(experiment, trace, { layer, row }, last)),
  )
  const columns = await products.of(layers.map((directions) => directions.map(({ values }) => values)))
  const found = senders.map(({ kind, layer, head }): Float64Array => {
    if (kind === 'input') return ofRows(trace.value('resid', 0).data)
    if (kind === 'mlp') return ofRows(trace.value('mlp', layer).data)
    return headParts(experiment, trace, { layer, head, rows: asked.map(({ row }) => row) }, columns[layer])
  })
  const constants = Float64Array.from(asked, ({ last }, i) =>
    layers.reduce((sum, directions) => sum + directions[i].constant, last.constant),
  )
  const parts = new Float64Array((senders.length + 1) * questions.length)
  ;[...found, constants].forEach((values, node) => parts.set(values, node * questions.length))
  const whole = ofRows(trace.last.data).map((value, i) => value + asked[i].last.constant)
  return { parts, whole }
}

/** [question]: z at each row times the column of its question, of [head * dHead, question]. */
function headParts(
  { config }: Experiment,
  trace: RunTrace,
  { layer, head, rows }: { layer: number; head: number; rows: readonly number[] },
  columns: Float32Array,
): Float64Array {
  const { heads, dHead } = config
  const z = trace.value('z', layer).data
  const perHead = z.length / heads
  return Float64Array.from(rows, (row, i) => {
    let sum = 0
    for (let d = 0; d < dHead; d++)
      sum += z[head * perHead + row * dHead + d] * columns[(head * dHead + d) * rows.length + i]
    return sum
  })
}
