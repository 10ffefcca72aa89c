import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { ModelInfo } from '../../contract'
import type { RankBy } from '../../engine/graph'
import type { EdgeColour } from './edge-colour'
import { windowStorage } from './window-storage'

export const VIEWS = [
  'model',
  'dataset',
  'screen',
  'confirm',
  'trace',
  'discover',
  'judge',
  'explain',
  'compare',
  'sweep',
  'runs',
  'settings',
] as const
export type ViewName = (typeof VIEWS)[number]

/** What is pinned into the inspector. `node` is a name (`a1.h0`, `input`), `edge` an edge index. */
export type Selection = { kind: 'node'; node: string } | { kind: 'edge'; edge: number } | null

export type CanvasMode = 'circuit' | 'matrix' | 'split' | 'table'
export type GraphLayout = 'grid' | 'compact'
/** What stays in sight around a node or edge that is pointed at or pinned. */
export type Isolation = 'neighbours' | 'upstream' | 'downstream' | 'paths'
export type Motion = 'system' | 'reduced'

/** What is being worked on, and what is on screen. The choices of the next run are in forms. */
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
  /** Its name where it is a model of the hub that is not in the local cache. */
  modelToDownload: string | null
  /** How many edges of a scored run are shown as a circuit, and by which rank. */
  topEdges: number
  /** Where it is set, all edges from this score on are shown instead. */
  scoreThreshold: number | null
  rankBy: RankBy
  /** The run on screen in Discover; null before the first. */
  runId: string | null
  /** The two runs of the Compare view. */
  compareA: string | null
  compareB: string | null
  selection: Selection
  canvasMode: CanvasMode
  graphLayout: GraphLayout
  isolation: Isolation
  edgeColour: EdgeColour
  /** How many of the strongest edges a circuit is drawn with at most; null: the usual number. */
  drawnLimit: number | null
  motion: Motion
}

const INITIAL: Workbench = {
  view: 'discover',
  model: null,
  modelPath: null,
  opening: null,
  modelProblem: null,
  modelToDownload: null,
  topEdges: 20,
  scoreThreshold: null,
  rankBy: 'absolute',
  runId: null,
  compareA: null,
  compareB: null,
  selection: null,
  canvasMode: 'circuit',
  graphLayout: 'grid',
  isolation: 'neighbours',
  edgeColour: 'symlog',
  drawnLimit: null,
  motion: 'system',
}

/** Not worth keeping across starts, or re-read from the host. */
const TRANSIENT = ['model', 'opening', 'modelProblem', 'modelToDownload'] as const
/** Kept here by the first version; now in the draft (kept-drafts.ts) and in the forms. */
const RETIRED = [
  'prompts',
  'promptSetId',
  'metric',
  'direction',
  'ablation',
  'mlps',
  'threshold',
  'order',
  'orderMetric',
  'absolute',
  'discoverMethod',
  'igSteps',
] as const

export const useWorkbench = create<Workbench>()(
  persist(() => INITIAL, {
    name: 'patchbay.workbench',
    version: 1,
    storage: windowStorage(),
    partialize: (state) => without(state, TRANSIENT),
    merge: (saved, current) => ({ ...current, ...without((saved ?? {}) as Partial<Workbench>, RETIRED) }),
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
