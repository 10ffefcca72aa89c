import { circuitExplanation, circuitExplanationText } from '../../../../contract'
import { acceptedRoles } from './accepted-roles'
import type { Asked, Explained } from './asked'
import { summaryOf } from './summary'

/** What the nodes of the circuit do, or without one all of the model's. */
export async function explainCircuit({ host, opened, graph }: Asked): Promise<Explained> {
  const summary = await summaryOf(host, opened.id)
  const suggested = await host.call('explain.roles', { id: opened.id })
  const accepted = await acceptedRoles(host, opened)
  const record = circuitExplanation({ opened, graph, summary, suggested, accepted })
  return { record, text: circuitExplanationText(record) }
}
