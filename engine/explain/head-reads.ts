import type { HeadOnPrompt } from '../../contract'
import { answerRow, rowOf } from './direct-directions'
import type { Explained } from './explained'
import { headRow } from './head-attribution'
import { asRows, headWriting, toUnembedding } from './head-value'
import type { Head } from './named-head'
import type { RunTrace } from './run-trace'
import { writtenTokens } from './written-tokens'

/** How many tokens are given on both ends. */
const TOKENS = 5

/**
 * What a head would write at the answer position with all of its attention on one position, for each position of the only
 * prompt of a trace.
 */
export async function headReads(
  explained: Pick<Explained, 'experiment' | 'tokenText'>,
  trace: RunTrace,
  { layer, head }: Pick<Head, 'layer' | 'head'>,
): Promise<HeadOnPrompt['reads']> {
  const { experiment } = explained
  const { dModel } = experiment.config
  const row = answerRow(trace, 0)
  const written = headWriting(experiment, { layer, head })
  const read = toUnembedding(
    experiment,
    { layer, head },
    {
      attention: rowOf(trace.value('attn', layer).data, row, dModel),
      last: rowOf(trace.last.data, row, dModel),
    },
  )
  const rows = Array.from(trace.pairs[0].clean, (_, key) =>
    read(written(headRow(experiment, trace, 'v', { layer, head, row: key }))),
  )
  return writtenTokens(explained, asRows(rows, dModel), TOKENS)
}
