import type { ComputationalGraph } from '../../../graph'
import type { QkvKind, Where } from '../../../transformer'
import type { CleanNode, CleanNodes } from '../clean/clean-nodes'
import type { CleanRun } from '../clean/clean-run'
import type { CircuitValues } from '../current/current-values'
import type { CircuitInputs, NestedInput } from '../current/receiver-inputs'
import { single, type Copies } from '../nodes/copies'
import type { ChangeTarget, NodeRunner } from '../nodes/node-runner'
import {
  inputsOf,
  isProjection,
  nodesOf,
  type CutPlan,
  type PlannedNode,
  type PlannedReceiver,
  type PlannedTerms,
} from '../plan/cut-plan'
import type { ExecutedTrial, TrialMemory, TrialOutputs } from './trial-memory'

/** What a trial on one batch reads; it changes nothing but the memory. */
export interface TrialSetting {
  graph: ComputationalGraph
  runner: NodeRunner
  clean: CleanRun
  cleanNodes: CleanNodes
  inputs: CircuitInputs
  values: CircuitValues
  memory: TrialMemory
}

/**
 * Computes what a plan names: in the current circuit, or with nested cuts into one receiver, one copy for each. A
 * receiver's input is a constant (the clean stream, and corrupt - clean of every sender cut from it) plus the changes
 * of the senders it still reads.
 */
export async function executeTrial(
  plan: CutPlan,
  tested: NestedInput | null,
  setting: TrialSetting,
): Promise<ExecutedTrial> {
  if (!plan.last) throw new Error('the cuts do not reach the logits')
  const nodes = new Map<number, CleanNode>()
  for (const node of nodesOf(plan)) nodes.set(node.node, await setting.cleanNodes.of(node))
  const outputs = outputsOf(plan, tested?.input.copies ?? 1, setting)
  const trial = new Trial(setting, nodes, outputs, tested)
  for (const step of plan.steps) {
    for (const input of step.inputs) await trial.read(input)
    for (const node of step.nodes) await trial.attend(node)
  }
  return { outputs, last: await setting.runner.sums.sum(await trial.terms(plan.last)) }
}

/** The last stream [1, batch, dModel] of the current circuit, from what is known of it. */
export async function currentLast(logits: PlannedReceiver, setting: TrialSetting): Promise<Copies> {
  const terms = await termsOf(logits, setting, () => [])
  return setting.runner.sums.sum(terms)
}

function outputsOf(plan: CutPlan, copies: number, { graph, clean, memory }: TrialSetting): TrialOutputs {
  const nodes = nodesOf(plan)
  const projections = inputsOf(plan).filter(({ receiver }) => isProjection(graph, receiver))
  const at = (where: Where) =>
    projections.filter((one) => one.where === where).map(({ receiver }) => receiver)
  return memory.outputs(
    copies,
    {
      changes: {
        changing: nodes.filter(({ where }) => where === 'changing').map(({ node }) => node),
        answer: nodes.map(({ node }) => node),
      },
      projections: { changing: at('changing'), answer: at('answer') },
    },
    { changes: (where) => clean.width(where), projections: (where) => clean.projectionSize(where) },
  )
}

/**
 * What a receiver's input is the sum of [copies or 1, rows, dModel], what is the same in all copies first: a constant,
 * changes of senders, and changes of views by the changes of their heads.
 */
async function termsOf(
  planned: PlannedReceiver,
  { runner, inputs, values }: TrialSetting,
  changedOf: (senders: readonly number[], where: Where) => Copies[],
): Promise<Copies[]> {
  const { where, views } = planned
  const changes = ({ changed, others }: PlannedTerms): Copies[] => {
    const known = others.map((sender) => values.change(sender, where)).filter((change) => change !== null)
    return [...known.map(single), ...changedOf(changed, where)]
  }
  const terms = [single(inputs.of(planned)), ...changes(planned)]
  for (const view of views) {
    const heads = changes(view)
    if (heads.length === 0) continue
    const attention = single(inputs.attention(planned, view.layer))
    terms.push(await runner.viewChange(view.layer, [attention, ...heads]))
  }
  return terms
}

/** A trial under way: every step reads what the steps before it have written. */
class Trial {
  constructor(
    private readonly setting: TrialSetting,
    private readonly nodes: ReadonlyMap<number, CleanNode>,
    private readonly outputs: TrialOutputs,
    private readonly tested: NestedInput | null,
  ) {}

  async terms(planned: PlannedReceiver): Promise<Copies[]> {
    if (this.tested?.receiver === planned.receiver) return [this.tested.input]
    return termsOf(planned, this.setting, (senders, where) =>
      senders.map((sender) => this.outputs.changes[where].get(sender)!),
    )
  }

  /** A head's q, k or v, or an MLP's output. */
  async read(planned: PlannedReceiver): Promise<void> {
    const { graph, runner, clean } = this.setting
    const { receiver, where } = planned
    const { layer, head, kind, sender } = graph.receivers[receiver]
    const terms = await this.terms(planned)
    if (!isProjection(graph, receiver))
      return runner.mlpChange(layer, where, terms, this.target(sender, where))
    const name = { layer, head, kind: kind as QkvKind, where }
    const unchanged = this.nodes.get(sender)!.unchanged.get(receiver)
    const into = this.outputs.projections[where].get(receiver)!.data
    await runner.projection(name, terms, clean.positionInputs, { unchanged, into })
  }

  /** A head's output from its q, k and v; an MLP has its output already. */
  async attend({ node, where, receivers }: PlannedNode): Promise<void> {
    const { graph, runner, clean, values } = this.setting
    const { kind, layer, head } = graph.senders[node]
    if (kind === 'mlp') return
    const [q, k, v] = receivers.map(
      (one) =>
        this.outputs.projections[one.where].get(one.receiver) ??
        single(values.projection(one.receiver) ?? this.nodes.get(node)!.projections.get(one.receiver)!),
    )
    const target = this.target(node, where)
    await runner.attendChange({ layer, head, where }, { q, k, v }, clean.positionInputs, target)
  }

  private target(node: number, where: Where): ChangeTarget {
    const { changes } = this.outputs
    const { answersAmongChanging: answerRows } = this.setting.clean
    const base = this.nodes.get(node)!.output
    const atAnswers = changes.answer.get(node)!.data
    return where === 'changing'
      ? { base, change: changes.changing.get(node)!.data, answerChange: atAnswers, answerRows }
      : { base, change: atAnswers, answerChange: null, answerRows }
  }
}
