import type { MetricName } from '../../contract'
import type { Term } from './term'

export const METRIC_TERMS = {
  kl: {
    words: ['KL', 'KL divergence'],
    text: 'How far the measured run’s next-token distribution is from that of the whole model on the clean prompt: 0 is equal, smaller is better. Its gradient is 0 there, so estimates by gradients need another metric.',
    doc: ['methods', 'metrics'],
  },
  logit_diff: {
    words: ['Logit difference', 'Logit diff'],
    text: 'Logit of the answer less that of the wrong answer, at the answer position: larger is better.',
    doc: ['methods', 'metrics'],
  },
  log_prob: {
    words: ['Log probability', 'Log prob'],
    text: 'Natural logarithm of the answer’s probability: larger is better, 0 is certain.',
    doc: ['methods', 'metrics'],
  },
  nll: {
    words: ['NLL', 'Negative log likelihood'],
    text: 'Negative log likelihood: the log probability of the answer with its sign turned. Smaller is better.',
    doc: ['methods', 'metrics'],
  },
  prob_diff: {
    words: ['Probability difference', 'Prob diff'],
    text: 'Probability of the answers less that of the wrong answers: larger is better, from −1 to 1.',
    doc: ['methods', 'metrics'],
  },
} satisfies Record<MetricName, Term>

/** What is measured of sites, edges and circuits while they are found. */
export const MEASURE_TERMS = {
  metric: {
    words: ['Metric', 'Metrics'],
    text: 'What is measured at each prompt’s answer position, and averaged over the prompts.',
    doc: ['methods', 'metrics'],
  },
  effect: {
    words: ['Effect', 'Exact effect', 'Patched metric', 'This edge alone patched', 'Effect on each prompt'],
    text: 'Patched metric less the metric of the base run, raw: of a site, of an edge alone, of a path. It is measured in the whole model.',
    doc: ['methods', 'effect'],
  },
  estimate: {
    words: ['Estimate', 'Effect (estimate)', 'Est. effect'],
    text: 'The effect as a gradient predicts it: all sites or edges at once, right to first order. Confirm holds it against the exact effect.',
    doc: ['methods', 'attribution-patching'],
  },
  harm: {
    words: ['Harm of removal', 'Harm', 'When cut'],
    text: 'By how much the circuit of that moment gets worse when the edge is cut too; positive: removal hurts. ACDC decides by it, so a kept edge can have an effect below τ.',
    doc: ['methods', 'harm-of-removal'],
  },
  threshold: {
    words: ['Threshold', 'τ'],
    text: 'ACDC cuts an edge whose harm of removal is below τ. A larger one leaves a smaller circuit, and a worse one.',
    doc: ['methods', 'acdc'],
  },
  order: {
    words: ['Order', 'Test order'],
    text: 'In which order ACDC tries the edges. Each decision depends on those before it, so another order can end with another circuit.',
    doc: ['methods', 'order'],
  },
  score: {
    words: ['Score', 'Scores', 'Top edges by score'],
    text: 'A number of an edge or a site by which it is ranked. It travels with what it is: kind, metric, direction, method and ablation.',
    doc: ['methods', 'scores'],
  },
  gain: {
    words: ['Gain', 'Gain of a loss'],
    text: 'A score of which positive means that the edge matters: how much a loss grows without it.',
    doc: ['methods', 'scores'],
  },
  nonlinear: {
    words: ['Nonlinear', 'Agreement', 'Agreement with the screening', 'Estimate against exact effect'],
    text: 'Where the estimate is further from the exact effect than the spread of all exact effects (their standard deviation), the model is not linear there: information, not an error.',
    doc: ['methods', 'agreement'],
  },
  pearson: {
    words: ['Pearson', 'Spearman'],
    text: 'How well the estimates and the exact effects go together, 1 at best: by their values (Pearson), by their ranks (Spearman).',
    doc: ['methods', 'agreement'],
  },
  passes: {
    words: ['Forwards', 'Backwards', 'Passes'],
    text: 'How often the model was run, and how often a gradient was taken back through it: what the method costs.',
    doc: ['methods', 'attribution-patching'],
  },
  fork: {
    words: ['Fork', 'Forked from'],
    text: 'A run that begins with the first decisions of another, as they were made there, and decides the rest at a threshold of its own.',
    doc: ['methods', 'fork'],
  },
  rethresholded: {
    words: ['Re-thresholded scores'],
    text: 'The edges whose stored score reaches another threshold. Not ACDC at that threshold, where each decision depends on those before it: measure the circuit again, or run ACDC.',
    doc: ['methods', 're-thresholded-scores'],
  },
  decision: {
    words: ['Decision', 'Decisions'],
    text: 'Kept or cut, for one edge, with the reason. It is saved before it is shown, and never changed.',
    doc: ['methods', 'acdc'],
  },
} satisfies Record<string, Term>
