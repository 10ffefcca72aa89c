import type { Receiver, Sender } from '../computational-graph'
import { groupOfNode, nodes, type PublishedCircuit } from './published-circuit'

const groups = {
  'heads 0.3 and 0.5': nodes('0.3 0.5'),
  'head 0.1': nodes('0.1'),
  'early MLPs': nodes('m0 m1 m2 m3'),
  'attention to the year': nodes('5.5 6.1 6.9 7.10 8.11 9.1'),
  'late MLPs': nodes('m8 m9 m10 m11'),
}
/** Every node of the first group is read by every later one of the second. */
const CONNECTED = [
  ['head 0.1', 'early MLPs'],
  ['head 0.1', 'attention to the year'],
  ['heads 0.3 and 0.5', 'attention to the year'],
  ['early MLPs', 'attention to the year'],
  ['attention to the year', 'late MLPs'],
  ['early MLPs', 'early MLPs'],
  ['late MLPs', 'late MLPs'],
]
const READ_INPUT = ['heads 0.3 and 0.5', 'head 0.1', 'early MLPs']
const TO_LOGITS = ['attention to the year', 'late MLPs']
/** The queries of the heads that look at the year are left as they are: all MLPs before the last of them feed them. */
const LAST_QUERY_LAYER = 9

const groupOf = groupOfNode(groups)

export const greaterThanCircuit: PublishedCircuit = {
  source:
    'Hanna et al. 2023 (arXiv 2305.00586), figure 9; as edges in Conmy et al. 2023 (ACDC repository, acdc/greaterthan/utils.py)',
  model: 'openai-community/gpt2',
  shape: { layers: 12, heads: 12, mlps: true, parallel: false },
  groups,
  hasEdge(sender, receiver) {
    const [from, into] = [groupOf.get(sender.name), groupOf.get(receiver.node)]
    if (sender.kind === 'input') return into !== undefined && READ_INPUT.includes(into)
    if (receiver.kind === 'logits') return from !== undefined && TO_LOGITS.includes(from)
    return isConnected(from, into) || feedsQueries(sender, receiver, into)
  },
}

const isConnected = (from: string | undefined, into: string | undefined) =>
  CONNECTED.some(([sender, receiver]) => sender === from && receiver === into)

function feedsQueries(sender: Sender, receiver: Receiver, into: string | undefined): boolean {
  if (sender.kind !== 'mlp') return false
  if (receiver.kind === 'q') return into === 'attention to the year'
  return receiver.kind === 'mlp' && receiver.layer < LAST_QUERY_LAYER
}
