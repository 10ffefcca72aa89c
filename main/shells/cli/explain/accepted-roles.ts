import type { NodeRole, OpenedExplanation } from '../../../../contract'
import type { Host } from '../../../host/host'

/** What people said of the nodes of the model; of a model without a hash nothing is kept. */
export async function acceptedRoles(host: Host, { model }: OpenedExplanation): Promise<NodeRole[]> {
  return model.hash === null ? [] : host.call('roles.list', { modelHash: model.hash })
}
