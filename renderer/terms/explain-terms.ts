import type { Term } from './term'

/** What is said of heads and edges. */
export const EXPLAIN_TERMS = {
  role: {
    words: ['Role', 'Roles'],
    text: 'What a person says that a node does. Numbers can suggest one, on these prompts; why the model needs the head is another question.',
    doc: ['methods', 'roles'],
  },
  direct: {
    words: ['Direct effect on the logits', 'Direct attribution', 'Adds to the logits'],
    text: 'What a node adds to the logit difference without any later layer, the norms held as they were in the run. All nodes together are the logit difference.',
    doc: ['methods', 'direct-logit-attribution'],
  },
  attention: {
    words: ['Attention'],
    text: 'From which positions a head reads, for each position that it writes to: every row adds up to 1.',
    doc: ['methods', 'patterns'],
  },
  headScores: {
    words: ['Scores of its attention'],
    text: 'Shares of a head’s attention that go where known kinds of heads look, as means over the prompts, and on random tokens that come twice.',
    doc: ['methods', 'scores-of-heads'],
  },
  repeated: {
    words: ['Random, twice', 'Repeated random tokens'],
    text: 'The same score on random tokens that come twice in the same order: what the head does whatever the text says.',
    doc: ['methods', 'repeated-random-tokens'],
  },
  copying: {
    words: ['Does it copy?', 'Copying score'],
    text: 'Of the tokens that a head reads, the share that is among those it promotes most when it reads them.',
    doc: ['methods', 'copying-score'],
  },
  reads: {
    words: ['What it writes for what it reads', 'Reads'],
    text: 'What the head adds to the logits if all of its attention goes to that token.',
    doc: ['methods', 'reads'],
  },
  lens: {
    words: ['Logit lens'],
    text: 'What the model would say if it ended after each layer.',
    doc: ['methods', 'logit-lens'],
  },
  reasons: {
    words: ['Why it looks there'],
    text: 'The head’s score from one position to another, as a sum over what wrote what its query and its key read.',
    doc: ['methods', 'why-a-head-looks-there'],
  },
  carries: {
    words: ['What it carries'],
    text: 'The sender’s output at each position, read as the tokens that it promotes.',
    doc: ['methods', 'carries'],
  },
  byPosition: {
    words: ['Effect by position'],
    text: 'The effect of the edge patched at one position alone. The parts need not add up to the whole.',
    doc: ['methods', 'what-an-edge-carries'],
  },
  patchNow: {
    words: ['Patch this now', 'Effect on every prompt'],
    text: 'The exact effect of this edge alone, computed for this prompt, and for every prompt of the set.',
    doc: ['methods', 'what-an-edge-carries'],
  },
} satisfies Record<string, Term>
