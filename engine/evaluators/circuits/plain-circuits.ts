import { inBatches } from '../../experiment/experiment'
import { rowsOf } from '../../experiment/changing-rows'
import { floatTensor } from '../../onnx'
import type { Where } from '../../transformer'
import type { LiveCircuit } from './live-circuit'
import { isSame, stacked } from './stacked'
import type { TermSum } from './term-sum'
import { Slots, type PlainMemory } from './value-store'
import { layerFeeds, layersOf, type LayerSenders, type LayerSetting } from './whole-layers'

/** Circuits that are the same so far, by their indices, and their stream [rows, dModel]. */
interface PlainRun {
  circuits: readonly number[]
  stream: Float32Array
}

/** What plain passes are made in, several of them at once. */
export interface PlainSetting extends LayerSetting {
  memory: PlainMemory
  /** How many passes one call makes. */
  most: number
}

/**
 * The last streams at the answers [circuit][batch, dModel] of circuits in which each node that is computed reads every one
 * computed before it (isPlain): plain passes at the changing rows side by side, in which the other senders write what they
 * do in the donor's run. Circuits are one pass up to where they differ.
 */
export async function plainStreams(
  setting: PlainSetting,
  lives: readonly LiveCircuit[],
): Promise<Float32Array[]> {
  const { graph } = setting
  let runs: readonly PlainRun[] = [true, false].flatMap((hasInput) => {
    const circuits = [...lives.keys()].filter((circuit) => (lives[circuit].where[0] !== null) === hasInput)
    return circuits.length > 0 ? [{ circuits, stream: startOf(setting, hasInput) }] : []
  })
  for (const own of layersOf(graph)) {
    const before = runs
    const after = await runHeads(setting, lives, before, own)
    runs = await runMlps(setting, lives, after, graph.shape.parallel ? before : after, own)
  }
  return lives.map((_, circuit) => runOf(runs, circuit).stream.slice())
}

function startOf({ donor }: LayerSetting, hasInput: boolean): Float32Array {
  const start = donor.stream(1, 'changing')
  if (!hasInput) return start
  const change = donor.inputChange('changing')
  return start.map((value, i) => value + change[i])
}

const runOf = (runs: readonly PlainRun[], circuit: number): PlainRun =>
  runs.find(({ circuits }) => circuits.includes(circuit))!

/** Runs whose circuits differ in `keyOf`, each in one for every key. */
function parted(runs: readonly PlainRun[], keyOf: (circuit: number) => string): PlainRun[] {
  return runs.flatMap(({ circuits, stream }) => {
    const byKey = new Map<string, number[]>()
    for (const circuit of circuits) {
      const key = keyOf(circuit)
      byKey.set(key, [...(byKey.get(key) ?? []), circuit])
    }
    return [...byKey.values()].map((own) => ({ circuits: own, stream }))
  })
}

async function runHeads(
  setting: PlainSetting,
  lives: readonly LiveCircuit[],
  before: readonly PlainRun[],
  { layer, first, where }: LayerSenders,
): Promise<PlainRun[]> {
  const { graph, config, donor, runner, memory, sums } = setting
  const { heads } = graph.shape
  const width = donor.run.width(where)
  const isKept = (circuit: number, head: number) => lives[circuit].where[first + head] !== null
  const all = Array.from({ length: heads }, (_, head) => head)
  const runs = parted(before, (circuit) => all.map((head) => Number(isKept(circuit, head))).join(''))
  const after = new Slots(memory.afterHeads.take(runs.length * width), width)
  const others = new Slots(memory.others.take(runs.length * width), width)
  const kept = new Float32Array(runs.length * heads)
  const made = runs.flatMap(({ circuits: [circuit] }, run): TermSum[] => {
    for (const head of all) if (isKept(circuit, head)) kept[run * heads + head] = 1
    const left = all.filter((head) => !isKept(circuit, head))
    if (left.length === 0) others.of(run).fill(0)
    const [one, ...plus] = left.map((head) => donor.sender(first + head, where))
    return one ? [{ into: others.of(run), first: one, plus, minus: [] }] : []
  })
  sums.make(made)
  const dims = (copies: number, at: Where) => [copies, 1, donor.rows(at), config.dModel]
  const feeds = await layerFeeds(setting, layer)
  for (const some of inBatches([...runs.keys()], setting.most)) {
    const [from, count] = [some[0], some.length]
    const streams = some.map((run) => runs[run].stream)
    const read = stacked(streams, memory.read)
    const stream = floatTensor(after.range(from, count).data, dims(count, where))
    await runner.withoutHeads(
      { layer, where },
      {
        ...feeds,
        x: floatTensor(read, dims(read.length / streams[0].length, 'changing')),
        kept: floatTensor(kept.subarray(from * heads, (from + count) * heads), [count, heads, 1, 1]),
        others: floatTensor(others.range(from, count).data, dims(count, where)),
      },
      { stream },
    )
  }
  return runs.map(({ circuits }, run) => ({ circuits, stream: after.of(run) }))
}

async function runMlps(
  setting: PlainSetting,
  lives: readonly LiveCircuit[],
  before: readonly PlainRun[],
  read: readonly PlainRun[],
  { layer, mlp, where }: LayerSenders,
): Promise<readonly PlainRun[]> {
  if (mlp === null) return before
  const { donor, runner, memory, sums } = setting
  const width = donor.run.width(where)
  const isComputed = ([circuit]: readonly number[]) => lives[circuit].where[mlp] !== null
  const runs = parted(before, (circuit) => String(isComputed([circuit])))
  // What is read may be what the layer before wrote.
  const after = new Slots(memory.afterMlp[layer % 2].take(runs.length * width), width)
  const inputs: Float32Array[] = []
  const inputOf = ({ circuits }: PlainRun) => {
    const x = atRows(setting, runOf(read, circuits[0]).stream, where)
    const known = inputs.findIndex((input) => isSame(input, x))
    return known < 0 ? inputs.push(x) - 1 : known
  }
  const readBy = runs.map((run) => (isComputed(run.circuits) ? inputOf(run) : null))
  const outputs = new Slots(memory.mlps.take(inputs.length * width), width)
  for (const some of inBatches([...inputs.keys()], setting.most)) {
    const x = some.map((input) => inputs[input])
    await runner.mlp(layer, stacked(x, memory.read), outputs.range(some[0], some.length).data)
  }
  const made = runs.map(({ stream }, run): TermSum => {
    const input = readBy[run]
    const written = input === null ? donor.sender(mlp, where) : outputs.of(input)
    return { into: after.of(run), first: stream, plus: [written], minus: [] }
  })
  sums.make(made)
  return runs.map(({ circuits }, run) => ({ circuits, stream: made[run].into }))
}

/** Of a stream at the changing rows those that are read; one that has no others as it is. */
function atRows({ config, donor }: LayerSetting, stream: Float32Array, where: Where): Float32Array {
  if (stream.length === donor.run.width(where)) return stream
  return rowsOf(stream, donor.run.answersAmongChanging, config.dModel)
}
