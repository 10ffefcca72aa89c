import { numberText, valuesText } from '../../../../contract'
import type { SweepDetail, SweepPoint, SweepSummary } from '../../../../contract'
import { table } from '../output/print'
import { durationText } from './duration-text'

/** A sweep for people: its circuits in a table, and what became of its runs. */
export function describeSweep(detail: SweepDetail): string {
  const { summary, spec, points, baselines, roc, isHeldOut } = detail
  const { runs } = summary
  const where = isHeldOut ? ' on held-out prompts' : ''
  const lines = [
    `${summary.name}: ${summary.method} on ${summary.modelName}, ${summary.promptsName} (${summary.promptCount} prompts), ${summary.metric}`,
    `${summary.state}: ${runs.done} of ${runs.total} runs done, ${runs.reused} of them computed before${runs.failed > 0 ? `, ${runs.failed} failed` : ''}${remainingText(summary)}`,
    ...(summary.message === null ? [] : [summary.message]),
    ...(baselines
      ? [
          `KL with every edge cut ${numberText(baselines.empty.kl)}; faithfulness is measured${where} in logit_diff`,
        ]
      : []),
    '',
    table(HEAD, points.map(rowOf)),
    ...(roc && spec.reference
      ? ['', `Against the reference: pessimistic area under the ROC ${roc.auc.toFixed(3)}`]
      : []),
  ]
  return lines.join('\n')
}

const HEAD = ['VALUE', 'EDGES', 'FAITHFULNESS', 'RANDOM', 'KL', 'WORST', 'PRECISION', 'RECALL', 'STATE']

function rowOf({ values, edges, measured, train, random, agreement, state }: SweepPoint): string[] {
  const shown = measured ?? train
  const draws = random?.faithfulness
  return [
    valuesText(values),
    edges === null ? '-' : String(edges),
    measured ? percent(measured.faithfulness) : train ? `${percent(train.faithfulness)} (train)` : '-',
    draws?.length ? `${percent(Math.min(...draws))} to ${percent(Math.max(...draws))}` : '-',
    shown ? numberText(shown.kl) : '-',
    shown?.worst ? `${percent(shown.worst.faithfulness)} (prompt ${shown.worst.row + 1})` : '-',
    agreement ? percent(agreement.precision) : '-',
    agreement ? percent(agreement.recall) : '-',
    state,
  ]
}

function remainingText({ state, remainingMs }: SweepSummary): string {
  return state === 'running' && remainingMs !== null ? `, about ${durationText(remainingMs)} left` : ''
}

function percent(share: number | null): string {
  return share === null ? '-' : `${(100 * share).toFixed(1).replace(/^-(0\.0)$/, '$1')} %`
}
