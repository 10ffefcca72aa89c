import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Ablation, Direction, MetricName, ModelInfo } from '../../contract'
import type { RankBy, TestOrder } from '../../engine/graph'

export const VIEWS = [
  'model',
  'dataset',
  'screen',
  'confirm',
  'trace',
  'discover',
  'judge',
  'runs',
  'compare',
  'settings',
] as const
export type ViewName = (typeof VIEWS)[number]

/** What is pinned into the inspector. `node` is a name (`a1.h0`, `input`), `edge` an edge index. */
export type Selection = { kind: 'node'; node: string } | { kind: 'edge'; edge: number } | null

export type CanvasMode = 'circuit' | 'matrix' | 'split'
export type GraphLayout = 'grid' | 'compact'
/** What Run starts in Discover; the last three score every edge and leave a choice of how many to show. */
export const DISCOVER_METHODS = ['acdc', 'eap', 'eap-ig', 'edges'] as const
export type DiscoverMethod = (typeof DISCOVER_METHODS)[number]
/** What MLPs between sender and receiver do while an edge is patched. */
export type MlpChoice = 'frozen' | 'recomputed'
export type Motion = 'system' | 'reduced'

/** What the person is working with: the form of the next run and what is on screen. */
export interface Workbench {
  view: ViewName
  /** The open model; null while nothing is open. */
  model: ModelInfo | null
  /** Restored on the next start; `model` is opened from it. */
  modelPath: string | null
  /** Path being opened, null when none. */
  opening: string | null
  /** One sentence when the last model could not be opened. */
  modelProblem: string | null
  /** Of Discover's runs; the stages have a metric and a direction of their own. */
  metric: MetricName
  /** Of EAP and exact edges. */
  direction: Direction
  /** What cut or patched edges carry: of ACDC, and where the direction is noising of EAP and exact edges. */
  ablation: Ablation
  /** Of exact edges. */
  mlps: MlpChoice
  /** NaN while the field holds no number. */
  threshold: number
  order: TestOrder
  /** Of the order by |EAP|, once chosen; see `orderMetricOf`. */
  orderMetric: MetricName | null
  absolute: boolean
  discoverMethod: DiscoverMethod
  /** Steps of EAP-IG. */
  igSteps: number
  /** How many edges of a scored run are shown as a circuit, and by which rank. */
  topEdges: number
  rankBy: RankBy
  /** The run on screen in Discover; null before the first. */
  runId: string | null
  /** The two runs of the Compare view. */
  compareA: string | null
  compareB: string | null
  selection: Selection
  canvasMode: CanvasMode
  graphLayout: GraphLayout
  motion: Motion
}

const INITIAL: Workbench = {
  view: 'discover',
  model: null,
  modelPath: null,
  opening: null,
  modelProblem: null,
  metric: 'kl',
  direction: 'noising',
  ablation: 'resample',
  mlps: 'frozen',
  threshold: 0.02,
  order: 'reference',
  orderMetric: null,
  absolute: false,
  discoverMethod: 'acdc',
  igSteps: 5,
  topEdges: 20,
  rankBy: 'absolute',
  runId: null,
  compareA: null,
  compareB: null,
  selection: null,
  canvasMode: 'circuit',
  graphLayout: 'grid',
  motion: 'system',
}

/** Not worth keeping across starts, or re-read from the host. */
const TRANSIENT = ['model', 'opening', 'modelProblem', 'selection'] as const
/** Kept here by the first version; they are the draft's now (kept-drafts.ts). */
const RETIRED = ['prompts', 'promptSetId'] as const

export const useWorkbench = create<Workbench>()(
  persist(() => INITIAL, {
    name: 'patchbay.workbench',
    version: 1,
    partialize: (state) => without(state, TRANSIENT),
    // JSON has no NaN: a field left empty comes back as the default.
    merge: (saved, current) => {
      const kept = without((saved ?? {}) as Partial<Workbench>, RETIRED)
      return { ...current, ...kept, threshold: kept.threshold ?? INITIAL.threshold }
    },
  }),
)

function without(state: Partial<Workbench>, keys: readonly string[]): Partial<Workbench> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !keys.includes(key)))
}

/** Changes a part of the workbench; the one way views write to it. */
export function updateWorkbench(change: Partial<Workbench>): void {
  useWorkbench.setState(change)
}

export function showView(view: ViewName): void {
  useWorkbench.setState({ view })
}
