import { z } from 'zod'
import type { FoundOn } from '../found-on'
import { METRICS } from '../metric'
import { scoreReadingSchema, type ScoreMeaning } from '../score-meaning'
import { ABLATIONS } from '../vocabulary'
import { cuttingText, edgeChoices } from './choices'
import { circuitSource } from './circuit-source'
import { defineMethod } from './definition'
import { ablation, common } from './fields'
import type { Evaluation } from './evaluation'
import { plainLists } from './files'
import { judgementReport } from './judgement-report'
import { commandLine, metricOption, oneOf, wholeNumbers } from './options'
import { readingOf, readingSpelled, circuitOptions, scoresOptions } from './scores-option'
import { CAPTURING } from './stages'

/** Which edges come first: what matters most, or the largest magnitude. */
export const RANKINGS = ['signed', 'absolute'] as const

const config = z.object({
  method: z.literal('evaluate'),
  ...common,
  circuit: circuitSource,
  reference: circuitSource.optional(),
  /** Also judge the top n edges by score, for each n. */
  top: z.array(z.number().int().nonnegative()).default([]),
  by: z.enum(RANKINGS).default('absolute'),
  /** What the circuit's scores are, where its file does not say. */
  scores: scoreReadingSchema.optional(),
  ablation,
})
export type EvaluateConfig = z.output<typeof config>

/** A circuit by its edges: what `evaluate` judges. */
export interface GivenCircuit {
  name: string
  edges: Int32Array
  /** [edge] NaN where there is none; null where there are no scores at all. */
  scores: Float64Array | null
  /** What those are; null where that is unknown. */
  meaning: ScoreMeaning | null
  /** How many of the prompts it is judged on it was found on; null where that is not known. */
  foundOn?: FoundOn | null
}

export interface EvaluateResult {
  kind: 'evaluation'
  evaluation: Evaluation
}

const command = commandLine({
  description: 'judge a circuit: faithfulness, size curves, completeness, minimality, a reference',
  options: {
    circuit: circuitOptions.circuit,
    reference: {
      flag: '--reference',
      value: '<FILE>',
      help: 'a circuit to compare with: precision, recall, ROC; a file or run:ID',
      reads: 'circuit',
    },
    top: { flag: '--top', value: '<N,N,..>', help: 'judge the best N edges by score, too' },
    by: circuitOptions.by,
    ...scoresOptions,
    ablation: {
      flag: '--ablation',
      value: '<KIND>',
      help: `what cut edges carry: ${ABLATIONS.join(', ')} (default: as the circuit was found)`,
    },
    metric: { ...metricOption, default: 'logit_diff' },
  },
  config: (typed) => ({
    method: 'evaluate' as const,
    top: typed.top === undefined ? [] : wholeNumbers('--top', typed.top, 0),
    by: oneOf('--by', RANKINGS, typed.by),
    scores: readingOf(typed),
    ablation: typed.ablation === undefined ? undefined : oneOf('--ablation', ABLATIONS, typed.ablation),
    metric: oneOf('--metric', METRICS, typed.metric),
  }),
})

export const evaluate = defineMethod({
  name: 'evaluate',
  title: 'Judgement',
  config,
  result: undefined as EvaluateResult | undefined,
  stages: [CAPTURING, 'measuring circuits'],
  direction: () => null,
  scores: () => null,
  choices: (config) => edgeChoices(config, cuttingText(config)),
  alsoMeasures: 'logit_diff',
  finds: { decidesEdges: false, circuit: null, edgeScores: null, siteScores: null },
  onGraph: () => ({}),
  command,
  spell: ({ metric, top, by, scores, ablation }) => ({
    typed: {
      ...{ metric, by, ablation },
      top: top.length > 0 ? top.join(',') : undefined,
      ...readingSpelled(scores),
    },
  }),
  report: ({ config }, { evaluation }) => ({ outcome: null, blocks: judgementReport(evaluation, config) }),
  isCircuitFile: false,
  content: ({ evaluation }) => ({ evaluation: plainLists(evaluation) }),
})
