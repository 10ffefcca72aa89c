import { isSame } from '../../../experiment/is-same'
import { part, type Copies } from '../nodes/copies'
import { nodesOf, type CutPlan } from '../plan/cut-plan'
import type { TrialSetting } from './execute-trial'
import type { NestedInput } from '../current/receiver-inputs'
import type { ExecutedTrial } from './trial-memory'

/** Values of all copies, and what they are in the current circuit; null where that is not known. */
interface Looked {
  tried: Copies
  current: Float32Array | null
}

/**
 * Of each copy of a trial, whether its last cut changes nothing: it leaves the receiver's input, its node's output (for
 * a head also the q, k or v that reads the input) or the last stream as they were before it.
 */
export async function unchangedCopies(
  plan: CutPlan,
  tested: NestedInput,
  trial: ExecutedTrial,
  setting: TrialSetting,
): Promise<boolean[]> {
  const looked: Looked[] = [
    ...(await ofTheNode(plan, tested, trial, setting)),
    { tried: trial.last, current: setting.values.lastAfterCutsInto(tested.receiver) },
  ]
  return tested.isUnchanged.map(
    (isSameInput, copy) =>
      isSameInput ||
      looked.some(({ tried, current }) => {
        const before = copy > 0 ? part(tried, copy - 1) : current
        return before !== null && isSame(part(tried, copy), before)
      }),
  )
}

/** A node that nothing has changed yet differs from the clean run by 0. */
async function ofTheNode(
  plan: CutPlan,
  { receiver }: NestedInput,
  { outputs }: ExecutedTrial,
  { graph, clean, cleanNodes, values }: TrialSetting,
): Promise<Looked[]> {
  const { sender } = graph.receivers[receiver]
  const node = nodesOf(plan).find((one) => one.node === sender)
  if (!node) return []
  const looked: Looked[] = []
  const rows = node.receivers.find((one) => one.receiver === receiver)!
  const projection = outputs.projections[rows.where].get(receiver)
  if (projection) {
    const { projections } = await cleanNodes.of(node)
    const current = values.projection(receiver) ?? projections.get(receiver)!
    looked.push({ tried: projection, current })
  }
  const change = values.change(sender, node.where) ?? new Float32Array(clean.width(node.where))
  looked.push({ tried: outputs.changes[node.where].get(sender)!, current: change })
  return looked
}
