import { groupOfNode, nodes, type PublishedCircuit } from './published-circuit'

const groups = {
  'name mover': nodes('9.9 10.0 9.6'),
  'backup name mover': nodes('10.10 10.6 10.2 10.1 11.2 9.7 9.0 11.9'),
  'negative name mover': nodes('10.7 11.10'),
  'S-inhibition': nodes('7.3 7.9 8.6 8.10'),
  induction: nodes('5.5 5.8 5.9 6.9'),
  'duplicate token': nodes('0.1 0.10 3.0'),
  'previous token': nodes('2.2 4.11'),
}

/** From which groups (or the embedding) the inputs of a group's heads come: `sender<inputs`. */
const READS: Record<string, readonly string[]> = {
  'previous token': ['input<qkv'],
  'duplicate token': ['input<qkv'],
  'S-inhibition': ['input<q', 'induction<kv', 'duplicate token<kv'],
  induction: ['previous token<kv'],
  'negative name mover': ['input<kv', 'S-inhibition<q'],
  'name mover': ['input<kv', 'S-inhibition<q'],
  'backup name mover': ['input<kv', 'S-inhibition<q'],
}
const TO_LOGITS = ['name mover', 'backup name mover', 'negative name mover']

const groupOf = groupOfNode(groups)

/** MLPs are not looked into: they read and feed everything that is in the circuit. */
export const ioiCircuit: PublishedCircuit = {
  source:
    'Wang et al. 2022 (arXiv 2211.00593), figure 2; as edges in Conmy et al. 2023 (ACDC repository, acdc/ioi/utils.py)',
  model: 'openai-community/gpt2',
  shape: { layers: 12, heads: 12, mlps: true, parallel: false },
  groups,
  hasEdge(sender, receiver) {
    const from = groupOf.get(sender.name)
    if (sender.kind === 'head' && from === undefined) return false
    const into = groupOf.get(receiver.node)
    if (receiver.head >= 0) {
      if (into === undefined) return false
      return sender.kind === 'mlp' || reads(into, from ?? 'input', receiver.kind)
    }
    if (receiver.kind === 'mlp' || from === undefined) return true
    return TO_LOGITS.includes(from)
  },
}

function reads(group: string, from: string, input: string): boolean {
  return READS[group].some((entry) => {
    const [sender, inputs] = entry.split('<')
    return sender === from && inputs.includes(input)
  })
}
