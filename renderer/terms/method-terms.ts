import type { RunMethod } from '../../contract'
import type { Term } from './term'

export const METHOD_TERMS = {
  acdc: {
    words: ['ACDC'],
    text: 'Starts with every edge, tries to cut one after the other, and leaves cut those whose removal harms by less than τ. Exact: every decision is measured.',
    doc: ['methods', 'acdc'],
  },
  attribution: {
    words: ['Attribution', 'Attribution (AtP)', 'Attribution patching', 'AtP'],
    text: 'Estimates the effect of patching every site at once, from two forwards and one backward.',
    doc: ['methods', 'attribution-patching'],
  },
  activation: {
    words: ['Activation patching'],
    text: 'Replaces one activation by the other run’s and measures: exact, one run for each site.',
    doc: ['methods', 'activation-patching'],
  },
  eap: {
    words: ['EAP', 'Edge attribution patching'],
    text: 'Estimates the effect of every edge at once, from two forwards and one backward. The best n are then a circuit, selected by score.',
    doc: ['methods', 'eap'],
  },
  edges: {
    words: ['Edge patching', 'Exact, all edges'],
    text: 'Patches one edge at a time and recomputes everything downstream: the exact effect of each.',
    doc: ['methods', 'edge-path-patching-exact'],
  },
  path: {
    words: ['Path patching', 'Path'],
    text: 'Patches a chain of edges, so that the other value travels along this chain only.',
    doc: ['methods', 'path-patching'],
  },
  evaluate: {
    words: ['Judgement', 'Evaluate'],
    text: 'Measures how good a circuit is: faithfulness beside random circuits, prompt by prompt, completeness, minimality.',
    doc: ['methods', 'judging-a-circuit'],
  },
  tests: {
    words: ['Circuit tests', 'Tests of a circuit'],
    text: 'Five hypothesis tests with p-values: whether the circuit scores as the model does, whether the model without it fails, whether it has an edge too many, and how it compares with random circuits of its size.',
    doc: ['methods', 'tests-of-a-circuit'],
  },
  workflow: {
    words: ['Workflow', 'Screen, confirm, trace, judge'],
    text: 'Screens all heads and MLPs, confirms the strongest, traces the edges among them, and judges what is left, in one run.',
    doc: ['views', 'the-road'],
  },
  check: {
    words: ['Self-check'],
    text: 'What must hold for any model and prompts: a patch with its own value changes nothing, everything cut is the corrupt run, the senders add up, the gradient is right.',
    doc: ['views', 'self-check'],
  },
  import: {
    words: ['Imported circuit', 'Import'],
    text: 'A circuit or scores from a file of this or another program.',
    doc: ['methods', 'circuit-out-and-in'],
  },
} satisfies Record<RunMethod, Term>

/** The word itself, and methods that are a choice of another. */
export const VARIANT_TERMS = {
  method: {
    words: ['Method'],
    text: 'How numbers are made: screening and confirming sites, tracing edges, finding a circuit, judging it. Each is defined by formula, with its source.',
    doc: ['views', 'the-road'],
  },
  atpStar: {
    words: ['AtP*'],
    text: 'Attribution patching that recomputes the softmax for queries and keys, and averages over dropped layers so that effects of opposite sign do not cancel: a magnitude.',
    doc: ['methods', 'atp'],
  },
  relp: {
    words: ['RelP'],
    text: 'Attribution patching with relevance coefficients in place of gradients, which follow MLPs and norms more closely.',
    doc: ['methods', 'atp'],
  },
  eapIg: {
    words: ['EAP-IG', 'IG steps'],
    text: 'EAP with the gradient averaged over steps from the corrupt embedding to the clean one: slower by the number of steps, and closer to the exact effect.',
    doc: ['methods', 'eap-ig-inputs'],
  },
} satisfies Record<string, Term>
