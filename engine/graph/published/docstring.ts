import { nodes, type PublishedCircuit } from './published-circuit'

const EDGES = new Set(
  [
    ['input', '0.5<v> 1.2<q> 1.2<k> 1.4<v> 2.0<q> 2.0<k> 3.0<v> 3.6<v>'],
    ['0.5', '1.2<q> 1.2<k> 1.4<v> 2.0<q> 2.0<k> 3.0<v> 3.6<v>'],
    ['1.2', '3.0<k> 3.6<k>'],
    ['1.4', '2.0<v> 3.0<q> 3.6<q>'],
    ['2.0', '3.0<k> 3.6<k>'],
    ['3.0', 'logits'],
    ['3.6', 'logits'],
  ].flatMap(([sender, receivers]) =>
    receivers.split(' ').map((receiver) => {
      const [head, input] = receiver.split('<')
      return `${nodes(sender)[0]}->${nodes(head)[0]}${input === undefined ? '' : `<${input}`}`
    }),
  ),
)

export const docstringCircuit: PublishedCircuit = {
  source:
    'Heimersheim and Janiak 2023 (LessWrong); as edges in Conmy et al. 2023 (ACDC repository, acdc/docstring/utils.py)',
  model: 'NeelNanda/Attn_Only_4L512W_C4_Code',
  shape: { layers: 4, heads: 8, mlps: false, parallel: false },
  groups: {
    'fuzzy previous token': nodes('0.5'),
    'previous token': nodes('1.2'),
    'argument mover, first step': nodes('1.4'),
    'induction, second step': nodes('2.0'),
    'argument mover': nodes('3.0 3.6'),
  },
  hasEdge: (sender, receiver) => EDGES.has(`${sender.name}->${receiver.name}`),
}
