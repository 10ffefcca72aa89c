import type { Ablation, Direction, MetricName } from '../../contract'
import type { PromptPair } from '../../engine/datasets'
import { plainRun, type Carried } from './plain-edges'
import type { Rows } from './plain-math'
import { plainDonors, plainMetric } from './plain-measures'
import type { PlainModel } from './plain-parts'
import { contribution, indicesOf, logitsOfPart, written, type PlainTrace } from './plain-trace'

/** What an edge does and carries, as docs/methods.md defines it. */
export interface PlainPatching {
  model: PlainModel
  pairs: readonly PromptPair[]
  metric: MetricName
  direction: Direction
  ablation: Ablation
}

/** Metrics of one prompt: of the base run, with the edge patched, and patched at one position alone. */
export function plainEdgeOnPrompt(patching: PlainPatching, prompt: number, edge: string) {
  const { pairs, metric, model } = patching
  const pair = pairs[prompt]
  const base = pair[baseSideOf(patching)]
  const donor = donorsOf(patching, prompt, baseSideOf(patching)).get(edge.split('->')[0])!
  const clean = plainRun(model, pair.clean).logits[pair.answerPosition]
  const measured = (carried?: Carried) =>
    plainMetric(metric, plainRun(model, base, carried).logits[pair.answerPosition], clean, pair)
  const along =
    (isPatched: (position: number) => boolean): Carried =>
    (sender, receiver, own) =>
      `${sender}->${receiver}` === edge ? own.map((row, pos) => (isPatched(pos) ? donor[pos] : row)) : own
  const before = measured()
  return {
    base: before,
    patched: measured(along(() => true)),
    /** Made when it is asked for: a pass for each position. */
    byPosition: () => Array.from(base, (_, position) => measured(along((pos) => pos === position)) - before),
  }
}

const baseSideOf = ({ direction }: PlainPatching) => (direction === 'noising' ? 'clean' : 'corrupt')

type Side = 'clean' | 'corrupt'

/** What a patched edge carries of each sender into a run of that side. */
function donorsOf({ model, pairs, ablation }: PlainPatching, prompt: number, side: Side): Map<string, Rows> {
  if (side === 'corrupt') return plainRun(model, pairs[prompt].clean).senders
  // Only means are of other prompts too.
  const isMean = ablation === 'mean' || ablation === 'mean-over-positions'
  return isMean
    ? plainDonors(model, pairs, ablation)[prompt]
    : plainDonors(model, [pairs[prompt]], ablation)[0]
}

/** The pattern of a head in a run of one side in which some edges carry what takes the place of their senders. */
export function plainPatternWithout(
  patching: PlainPatching,
  { prompt, head, side }: { prompt: number; head: string; side: Side },
  isCut: (edge: string) => boolean,
): Rows {
  const donors = donorsOf(patching, prompt, side)
  const indices = indicesOf(head)!
  let pattern: Rows = []
  const carried: Carried = (sender, receiver, own) =>
    isCut(`${sender}->${receiver}`) ? donors.get(sender)! : own
  plainRun(patching.model, patching.pairs[prompt][side], carried, (site, layer, h, value) => {
    if (site === 'pattern' && layer === indices.layer && h === indices.head) pattern = value
    return value
  })
  return pattern
}

/** Before and after the cut of this edge alone, in the base run; null where it is not into a head. */
export function plainEdgePatterns(patching: PlainPatching, prompt: number, edge: string) {
  const head = edge.split('->')[1].replace(/<.>$/, '')
  if (!head.startsWith('a')) return null
  const at = { prompt, head, side: baseSideOf(patching) } as const
  return {
    before: plainPatternWithout(patching, at, () => false),
    after: plainPatternWithout(patching, at, (one) => one === edge),
  }
}

/** What the sender writes as tokens, at each position: [pos][vocab], less the mean. */
export function plainCarries(model: PlainModel, clean: PlainTrace, corrupt: PlainTrace, sender: string) {
  const read = (trace: PlainTrace, rows: Rows): Rows =>
    rows.map((row, pos) => written(logitsOfPart(model, row, trace.streams.at(-1)![pos])))
  const [own, other] = [clean, corrupt].map((trace) => contribution(model, trace, sender))
  const change = own.map((row, pos) => row.map((x, i) => x - other[pos][i]))
  return { clean: read(clean, own), corrupt: read(corrupt, other), change: read(clean, change) }
}
