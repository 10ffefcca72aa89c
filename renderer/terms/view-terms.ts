import { VIEW_LABEL } from '../state/view-label'
import { VIEWS, type ViewName } from '../state/workbench'
import type { Term } from './term'

const TEXTS: Record<ViewName, string> = {
  model: 'Opens a model, finds others, and shows what was proven of it.',
  dataset: 'Pairs of prompts with their answers, how the model reads them, and whether it does the task.',
  screen: 'Which sites matter? An effect for every layer, head, position or neuron, estimated or exact.',
  confirm: 'Do the estimates hold? The chosen sites patched exactly, beside what screening said.',
  trace:
    'Which way does it flow? Exact effects of the edges into or out of a node, or among the chosen ones.',
  discover: 'Which edges make the circuit? ACDC prunes the graph live, or edges are ranked by their scores.',
  judge:
    'Is it any good? Faithfulness beside random circuits, prompt by prompt, and what is missing or too much.',
  explain: 'What does each node do? Roles by numbers: where heads look, what they write, what edges carry.',
  compare: 'How do circuits differ? What only one has, what both have, and their numbers side by side.',
  sweep:
    'How does a circuit grow? One circuit at each threshold or size: edges against faithfulness and KL, beside random circuits.',
  runs: 'Everything that was computed, kept with what it was computed from.',
  settings: 'How the program looks and computes, and what it is.',
}

/** The entries of the rail. Their names are everyday words, so they explain themselves there alone. */
export const VIEW_TERMS = Object.fromEntries(
  VIEWS.map((view): [ViewName, Term] => [
    view,
    { words: [VIEW_LABEL[view]], text: TEXTS[view], doc: ['views', view] },
  ]),
) as Record<ViewName, Term>
