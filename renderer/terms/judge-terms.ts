import type { Term } from './term'

/** How good a circuit is, and how alike two are. */
export const JUDGE_TERMS = {
  faithfulness: {
    words: ['Faithfulness', 'Faithful', 'Faithfulness of logit difference'],
    text: 'How much of the whole model’s logit difference the circuit alone has: 0 % is the model with every edge cut, 100 % the whole model. Above 100 % something that works against it is missing.',
    doc: ['methods', 'faithfulness'],
  },
  sixChoices: {
    words: ['The six choices'],
    text: 'Faithfulness depends on six choices, so a number without them says little: granularity, component, ablation value, token positions, direction, prompt set.',
    doc: ['methods', 'reported-faithfulness'],
  },
  worst: {
    words: ['Worst prompt'],
    text: 'The prompt that the circuit serves worst relative to the model, by faithfulness: a mean hides it.',
    doc: ['methods', 'metrics'],
  },
  random: {
    words: ['Random circuits', 'Random circuit', 'Random', 'Random circuits of its size'],
    text: 'Faithfulness of random circuits with as many edges: what size alone gives. A circuit says something by how far it is above that.',
    doc: ['methods', 'cpr-and-cmd'],
  },
  cpr: {
    words: ['CPR'],
    text: 'Circuit performance ratio (MIB): the area under faithfulness over the sizes .1 % to 100 % of the edges, best first by signed score. Larger is better.',
    doc: ['methods', 'cpr-and-cmd'],
  },
  cmd: {
    words: ['CMD'],
    text: 'Circuit-model distance (MIB): the area between faithfulness and 1 over the same sizes, best first by absolute score. 0 is best.',
    doc: ['methods', 'cpr-and-cmd'],
  },
  incompleteness: {
    words: ['Incompleteness', 'Completeness'],
    text: 'By how much circuit and model differ when the same nodes are taken from both, at most, in units of faithfulness. Large: the model does the task in ways that the circuit lacks.',
    doc: ['methods', 'completeness-minimality'],
  },
  minimality: {
    words: ['Minimality', 'Faithfulness without'],
    text: 'Whether all of a circuit is needed. Judged by its faithfulness without each of its nodes; tested by whether each of its edges matters more than random ones that are added.',
    doc: ['methods', 'completeness-minimality'],
  },
  equivalence: {
    words: ['Equivalence'],
    text: 'Tests whether circuit and model are as likely to outperform each other on a prompt: the sign of the difference counts, not its size.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  independence: {
    words: ['Independence'],
    text: 'Tests whether the model without the circuit still does better on the prompts on which the whole model does better: a sign that it still does some of the task.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  sufficiency: {
    words: ['Sufficiency'],
    text: 'Tests whether the circuit alone is closer to the model than most random circuits of its size.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  partialNecessity: {
    words: ['Partial necessity'],
    text: 'Tests whether the model loses more without the circuit than without most random circuits of its size.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  stability: {
    words: ['Stability'],
    text: 'Whether the same circuit comes out of other samples of the prompts, other thresholds or seeds: the mean Jaccard index of each two of these circuits.',
    doc: ['methods', 'stability-of-a-circuit'],
  },
  core: {
    words: ['Core', 'Contingent', 'Noise', 'Classes', 'Class', 'Kept in'],
    text: 'Core is what at least 90 % of the circuits of other samples have, noise what at most 10 % have, contingent what is between.',
    doc: ['methods', 'stability-of-a-circuit'],
  },
  nullHypothesis: {
    words: ['Null hypothesis'],
    text: 'What a test takes for true unless the data speak against it. Idealised tests take the circuit for perfect and it passes unless that is rejected; flexible ones take it for no better than chance and it passes only where that is rejected.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  sampleSize: {
    words: ['Sample'],
    text: 'How many prompts, random circuits or random edges the p-value is computed from: with few no p can be small.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  correctedP: {
    words: ['Corrected p'],
    text: 'The p-value after Holm’s correction: of several tests, the chance of any false rejection stays below the level of significance.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  precision: {
    words: ['Precision', 'Recall'],
    text: 'Against a reference circuit: the share of these edges that are in it (precision), and of its edges that are among these (recall).',
    doc: ['methods', 'completeness-minimality'],
  },
  roc: {
    words: ['ROC', 'ROC area', 'ROC against the reference'],
    text: 'Recall against false alarms as edges are added in order of score, with the pessimistic step area: 1 is best.',
    doc: ['methods', 'completeness-minimality'],
  },
  pruning: {
    words: ['After pruning', 'Dangling'],
    text: 'Edges that lead nowhere, or that nothing reaches, change no number: so many are left without them.',
    doc: ['methods', 'circuit-in-question'],
  },
  jaccard: {
    words: ['Jaccard', 'Edge Jaccard', 'Node Jaccard', 'Overlap'],
    text: 'What both circuits have, divided by what either has: 1 is the same, 0 is nothing in common.',
    doc: ['views', 'compare'],
  },
  certificate: {
    words: ['Load certificate', 'Certificate', 'Certified'],
    text: 'What was proven of the model when it was opened: its logits against reference logits, its gradient, nothing and everything cut.',
    doc: ['views', 'model'],
  },
  provenance: {
    words: ['Provenance'],
    text: 'Everything that the numbers depend on, so that they can be made again: model, prompts, choices, versions.',
    doc: ['methods', 'formats'],
  },
  modelHash: {
    words: ['Model hash'],
    text: 'A fingerprint of the model’s configuration and weights: equal for equal models, wherever they are.',
    doc: ['methods', 'formats'],
  },
} satisfies Record<string, Term>
