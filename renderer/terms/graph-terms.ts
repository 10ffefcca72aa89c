import type { Term } from './term'

/** The model's graph, the runs that are patched, and what replaces a value. */
export const GRAPH_TERMS = {
  edge: {
    words: ['Edge', 'Edges'],
    text: 'What one sender (a head, an MLP, the embedding) writes, as one receiver reads it: 9.9.q ← 7.3 is what head 7.3 gives the queries of head 9.9. It covers all token positions.',
    doc: ['methods', 'computational-graph'],
  },
  sender: {
    words: ['Sender', 'Senders'],
    text: 'Something that writes to the residual stream: the embedding, a head, an MLP.',
    doc: ['methods', 'computational-graph'],
  },
  receiver: {
    words: ['Receiver', 'Receivers'],
    text: 'Something that reads from the residual stream: the queries (q), keys (k) or values (v) of a head, an MLP, the logits.',
    doc: ['methods', 'computational-graph'],
  },
  node: {
    words: ['Node', 'Nodes'],
    text: 'A head, an MLP, the embedding or the logits: a box of the picture.',
    doc: ['methods', 'computational-graph'],
  },
  logits: {
    words: ['Logits'],
    text: 'What the model gives for each token of its vocabulary, before the softmax makes probabilities of it: the last receiver of the graph.',
    doc: ['methods', 'computational-graph'],
  },
  circuit: {
    words: ['Circuit', 'Circuits', 'Kept edges', 'Edges kept', 'In circuit'],
    text: 'A set of edges. Every other edge carries the corrupt run’s value, or what the ablation says.',
    doc: ['methods', 'acdc'],
  },
  granularity: {
    words: ['Granularity', 'Edge count'],
    text: 'What counts as one part: heads and MLPs, their edges by q, k and v. The count depends on this convention, which is why it is named beside it.',
    doc: ['methods', 'computational-graph'],
  },
  hook: {
    words: ['Hook', 'Sender hook', 'Receiver hook', 'Input hook', 'Output hook'],
    text: 'What TransformerLens calls this activation.',
    doc: ['methods', 'computational-graph'],
  },
  site: {
    words: ['Site', 'Sites'],
    text: 'An activation that can be patched: of the residual stream, a layer, a head, its q, k, v or pattern, an MLP, a neuron; at one position or at all.',
    doc: ['methods', 'node-methods'],
  },
  clean: {
    words: ['Clean', 'Clean run', 'Clean prompt'],
    text: 'The prompt that shows the behaviour, and the model’s run on it.',
    doc: ['methods', 'runs-directions-corruption'],
  },
  corrupt: {
    words: ['Corrupt', 'Corrupt run', 'Corrupt prompt'],
    text: 'The paired prompt of equal length that differs in what matters, and the model’s run on it.',
    doc: ['methods', 'runs-directions-corruption'],
  },
  direction: {
    words: ['Direction'],
    text: 'Which run is patched. Noising: the clean one, with corrupt values (what breaks it was needed). Denoising: the corrupt one, with clean values (what restores it was enough).',
    doc: ['methods', 'runs-directions-corruption'],
  },
  noising: {
    words: ['Noising'],
    text: 'Corrupt values are patched into the clean run: what breaks the behaviour was needed. ACDC’s direction.',
    doc: ['methods', 'runs-directions-corruption'],
  },
  denoising: {
    words: ['Denoising'],
    text: 'Clean values are patched into the corrupt run: what restores the behaviour was enough. Not the mirror image of noising.',
    doc: ['methods', 'runs-directions-corruption'],
  },
  baseRun: {
    words: ['Base run'],
    text: 'The run that is patched: the clean one when noising, the corrupt one when denoising. An effect is the patched metric less its metric.',
    doc: ['methods', 'effect'],
  },
  ablation: {
    words: ['Ablation', 'Ablation value'],
    text: 'What replaces a value that is taken away: the paired prompt’s (resample), 0, or a mean over the set’s corrupt prompts.',
    doc: ['methods', 'ablation'],
  },
  resample: {
    words: ['Resample', 'Resample ablation'],
    text: 'A value that is taken away becomes what it is in the paired corrupt prompt’s run. The default.',
    doc: ['methods', 'ablation'],
  },
  zero: {
    words: ['Zero', 'Zero ablation'],
    text: 'A value that is taken away becomes 0. No run of the model has such values, so it often breaks more than it should.',
    doc: ['methods', 'ablation'],
  },
  mean: {
    words: ['Mean ablation', 'Mean', 'Mean over positions'],
    text: 'A value that is taken away becomes its mean over the set’s corrupt prompts: at that position, or over all positions.',
    doc: ['methods', 'ablation'],
  },
  component: {
    words: ['Component'],
    text: 'What carries the other value: edges, or the outputs of nodes.',
    doc: ['methods', 'reported-faithfulness'],
  },
  mlps: {
    words: ['MLPs between', 'MLPs'],
    text: 'Whether MLPs between the two ends keep their values (the edge alone is patched) or are recomputed (path patching as Wang et al. do it).',
    doc: ['methods', 'path-patching'],
  },
} satisfies Record<string, Term>
