import type { TestOrder } from '../../../engine/graph'

/** The order in which ACDC tests the edges into a receiver, as it reads after "tested". */
export const ORDER_LABEL: Record<TestOrder, string> = {
  reference: 'as the reference does',
  'heads-ascending': 'by head, 0 to last',
  eap: 'least |EAP| first',
}
