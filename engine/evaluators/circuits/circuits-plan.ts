import type { Circuit, ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { receiversOf } from '../incremental/plan/cut-plan'
import { liveCircuit, type LiveCircuit } from './live-circuit'
import { ReadSums } from './read-sums'

/** A node's value in one or more circuits. */
export interface PlannedValue {
  sender: number
  /** What its receivers read, as indices of `sums`. */
  inputs: readonly number[]
  /** The rows at which any circuit needs it. */
  where: Where
}

/** What circuits have in common, each computed once. */
export interface CircuitsPlan {
  /** In forward order; a node's values that all rows are needed of come first. The first is the token embedding. */
  values: readonly PlannedValue[]
  /** Values whose changes a receiver reads, in forward order; the first one is empty: the receiver reads the donor's run. */
  sums: readonly (readonly number[])[]
  /** [circuit] what its logits read. */
  last: readonly number[]
}

/** What one circuit's values, none of them shared, take at these rows. */
export function valuesOf(live: LiveCircuit): Record<Where, number> {
  const count = { changing: 0, answer: 0 }
  for (const rows of live.where) if (rows) count[rows]++
  return count
}

/**
 * Numbers the values of circuits: a node has the same value in two circuits where its receivers read the same sums of the
 * same values, so the circuits of one judgement, which differ by a node or two, share most of them.
 */
export class CircuitsPlanner {
  private readonly values: { sender: number; inputs: number[]; where: Where }[] = []
  private readonly valueIds = new Map<string, number>()
  private readonly sums: number[][] = [[]]
  private readonly sumIds = new Map<string, number>([['', 0]])
  private readonly last: number[] = []
  private readonly read: ReadSums

  constructor(private readonly graph: ComputationalGraph) {
    this.read = new ReadSums(graph)
    this.valueOf(0, [], 'changing')
  }

  /** How many values all circuits so far have at these rows. */
  get counts(): Record<Where, number> {
    const changing = this.values.filter(({ where }) => where === 'changing').length
    return { changing, answer: this.values.length - changing }
  }

  /** How many sums at these rows are there at one time: those of a step and of the one before it, and at the end of all circuits. */
  get sumsAtOnce(): Record<Where, number> {
    return {
      changing: 2 * this.read.most('changing'),
      answer: 2 * this.read.most('answer') + this.last.length,
    }
  }

  add({ read, where }: LiveCircuit): void {
    const { graph } = this
    const own = new Int32Array(graph.senders.length)
    const sumOf = (receiver: number) => this.sumOf(read[receiver].map((sender) => own[sender]))
    where.forEach((rows, sender) => {
      if (rows)
        own[sender] = this.valueOf(sender, sender > 0 ? receiversOf(graph, sender).map(sumOf) : [], rows)
    })
    this.last.push(sumOf(graph.receivers.length - 1))
  }

  /** Values by node, those needed at all rows first. */
  plan(): CircuitsPlan {
    const order = [...this.values.keys()].sort((a, b) => {
      const [one, other] = [this.values[a], this.values[b]]
      return one.sender - other.sender || rank(one.where) - rank(other.where) || a - b
    })
    const newIndex = new Int32Array(order.length)
    order.forEach((value, at) => (newIndex[value] = at))
    return {
      values: order.map((value) => this.values[value]),
      sums: this.sums.map((sum) => sum.map((value) => newIndex[value])),
      last: this.last,
    }
  }

  private sumOf(values: readonly number[]): number {
    return numbered(this.sumIds, values.join(), () => this.sums.push([...values]) - 1)
  }

  private valueOf(sender: number, inputs: number[], where: Where): number {
    const key = `${sender}:${inputs.join()}`
    const id = numbered(this.valueIds, key, () => this.values.push({ sender, inputs, where }) - 1)
    if (where === 'changing') this.values[id].where = where
    this.read.add(sender, inputs, where)
    return id
  }
}

const rank = (where: Where) => (where === 'changing' ? 0 : 1)

function numbered(ids: Map<string, number>, key: string, next: () => number): number {
  const known = ids.get(key)
  if (known !== undefined) return known
  const id = next()
  ids.set(key, id)
  return id
}

/** A group of circuits that is run together, by their indices. */
export interface CircuitGroup {
  circuits: number[]
  plan: CircuitsPlan
}

/** What there is for a group. */
export interface GroupRoom {
  /** Of a value, or of what a receiver reads, at these rows. */
  bytes: Record<Where, number>
  /** For the values of all circuits. */
  values: number
  /** For what is read of them at one time; a group may exceed it by what its last circuit reads. */
  sums: number
}

/** What the values of a group of circuits may take, and what is read of them at one time. */
const MAX_GROUP_BYTES = { values: 256 * 2 ** 20, sums: 192 * 2 ** 20 }

/** Where a part of the prompts may take so much. */
export function groupRoom(bytes: Record<Where, number>, partBytes = Infinity): GroupRoom {
  const { values, sums } = MAX_GROUP_BYTES
  return { bytes, values: Math.min(values, partBytes / 4), sums: Math.min(sums, partBytes / 5) }
}

/** So many circuits in one group as have room, in their order, by their indices. `isRun` as in liveCircuit. */
export function* groupsOf(
  graph: ComputationalGraph,
  circuits: readonly Circuit[],
  some: readonly number[],
  { bytes, values, sums }: GroupRoom,
  isRun: boolean,
): Generator<CircuitGroup> {
  // Those at all rows are kept at the answers, too.
  const ofValues = ({ changing, answer }: Record<Where, number>) =>
    changing * (bytes.changing + bytes.answer) + answer * bytes.answer
  const ofSums = ({ changing, answer }: Record<Where, number>) =>
    changing * bytes.changing + answer * bytes.answer
  let planner = new CircuitsPlanner(graph)
  let group: number[] = []
  for (const index of some) {
    const live = liveCircuit(graph, circuits[index], isRun)
    const isFull =
      ofSums(planner.sumsAtOnce) > sums || ofValues(planner.counts) + ofValues(valuesOf(live)) > values
    if (group.length > 0 && isFull) {
      yield { circuits: group, plan: planner.plan() }
      planner = new CircuitsPlanner(graph)
      group = []
    }
    planner.add(live)
    group.push(index)
  }
  if (group.length > 0) yield { circuits: group, plan: planner.plan() }
}
