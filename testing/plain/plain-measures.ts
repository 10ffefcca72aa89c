import type { Ablation, MetricName } from '../../contract'
import type { PromptPair } from '../../engine/datasets'
import { plainRun } from './plain-edges'
import { meanOf, softmax, sum, type Rows } from './plain-math'
import type { PlainModel } from './plain-parts'

/** What cut edges carry of each sender, by prompt. */
export function plainDonors(
  model: PlainModel,
  pairs: readonly PromptPair[],
  ablation: Ablation,
): Map<string, Rows>[] {
  const corrupt = pairs.map((pair) => plainRun(model, pair.corrupt).senders)
  return corrupt.map((own) => {
    const names = [...own.keys()]
    const of = (name: string): Rows => {
      const rows = own.get(name)!
      if (ablation === 'resample') return rows
      if (ablation === 'zero') return rows.map((row) => row.map(() => 0))
      return rows.map((row, pos) => {
        const others = corrupt.flatMap((run) => {
          const all = run.get(name)!
          return ablation === 'mean-over-positions' ? all : all.slice(pos, pos + 1)
        })
        return row.map((_, i) => meanOf(others.map((other) => other[i])))
      })
    }
    return new Map(names.map((name) => [name, of(name)]))
  })
}

/** A metric of one prompt's logits [vocab] by its definition. */
export function plainMetric(
  metric: MetricName,
  logits: number[],
  clean: number[],
  { answers, wrongAnswers }: PromptPair,
): number {
  const q = softmax(logits)
  const total = (tokens: readonly number[]) => sum(tokens.map((token) => q[token]))
  switch (metric) {
    case 'logit_diff':
      return (
        meanOf(answers.map((token) => logits[token])) - meanOf(wrongAnswers.map((token) => logits[token]))
      )
    case 'kl':
      return sum(softmax(clean).map((p, token) => p * Math.log(p / q[token])))
    case 'log_prob':
      return Math.log(total(answers))
    case 'nll':
      return -Math.log(total(answers))
    case 'prob_diff':
      return total(answers) - total(wrongAnswers)
  }
}
