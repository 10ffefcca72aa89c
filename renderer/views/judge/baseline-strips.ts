import { faithfulnessByPrompt, type Baselines, type Evaluation, type Measurement } from '../../../contract'
import { emptyName } from '../../widgets/faithfulness'
import { formatPlural } from '../../widgets/format'
import { shownJudgements } from './judge-data'
import type { ShareStrip } from './share-strips'

/** Every judged circuit on both parts of the prompts, with random circuits of its size, between the whole model and the one without edges. */
export function baselineStrips(evaluation: Evaluation): ShareStrip[] {
  const { split, judgements } = evaluation
  const circuits = shownJudgements(evaluation)
  const first = judgements.length - circuits.length
  return [
    { name: 'whole model', mean: 1, values: [], each: 'prompt', tone: 'plain' },
    ...circuits.flatMap((judged, at): ShareStrip[] => {
      const title = `${judged.label}, ${formatPlural(judged.edges, 'edge')}`
      const ofTrain = split?.train.judgements[first + at]
      const train: ShareStrip[] =
        split && ofTrain
          ? [
              {
                name: `${judged.label}, train`,
                hint: `${title}, on the ${formatPlural(split.train.clean.perPrompt.logit_diff.length, 'prompt')} that circuits were looked for on`,
                mean: ofTrain.faithfulness,
                values: sharesOf(ofTrain.measurement, split.train),
                each: 'prompt',
                tone: 'accent',
              },
            ]
          : []
      return [
        {
          name: split ? `${judged.label}, held out` : title,
          hint: split ? `${title}, on ${formatPlural(split.rows.length, 'held-out prompt')}` : title,
          mean: judged.faithfulness,
          values: sharesOf(judged.measurement, evaluation),
          each: 'prompt',
          tone: 'accent',
        },
        ...train,
        {
          name: 'random, equal size',
          hint: `Random circuits of ${formatPlural(judged.edges, 'edge')}${judged.randomDraws ? `, each dot one of ${judged.randomDraws.length}` : ''}`,
          mean: judged.randomFaithfulness,
          values: judged.randomDraws ?? [],
          each: 'random circuit',
          tone: 'dim',
        },
      ]
    }),
    { name: emptyName(evaluation), mean: 0, values: [], each: 'prompt', tone: 'plain' },
  ]
}

function sharesOf(measurement: Measurement, baselines: Baselines): number[] {
  return Array.from(faithfulnessByPrompt(measurement, baselines))
}
