import { judgeForm } from '../methods/evaluate/form'
import { judgeConfig } from '../methods/evaluate/start'
import { discoverForm } from '../state/discover-form'
import { openExplainStage } from '../state/explain-stage'
import { KEPT, type LiveRun } from '../state/live-run'
import { methodRun } from '../state/run-store'
import { addSites } from '../state/selected-sites'
import { topNodes } from '../state/sites'
import { stageForm } from '../state/stage-form'
import { useStages } from '../state/stages'
import { startInStage } from '../state/start-stage'
import { startRun } from '../state/start-run'
import { tourSample } from '../state/tour'
import { showView, updateWorkbench, useWorkbench } from '../state/workbench'
import { confirmRun } from '../views/confirm/confirm-form'
import { acceptableNodes, acceptGroup } from '../views/explain-stage/accept-group'
import { takeToConfirm, takeToDiscover, takeToJudge, takeToTrace } from '../views/road/road-actions'
import { screenConfig } from '../views/screen/screen-form'
import { traceConfig } from '../views/trace/trace-form'
import { acdcForm } from '../methods/acdc/form'
import type { TourFacts } from './facts'

/** What the tour does in a person's stead: the very actions of the controls that it points at. */

export async function screenPrompts(): Promise<void> {
  showView('screen')
  const config = screenConfig(useWorkbench.getState().model)
  if (config) await startInStage(config)
}

/** Enough for edges among them, few enough to be read. */
const STRONGEST = 5

export function chooseStrongest({ screen }: TourFacts): void {
  showView('screen')
  if (screen) addSites(topNodes(screen, STRONGEST))
}

export async function confirmChoice(facts: TourFacts): Promise<void> {
  if (stageForm.get().selected.length === 0) chooseStrongest(facts)
  takeToConfirm()
  const screening = useStages.getState().runs.screen
  const config = confirmRun(screening === null ? null : methodRun(screening))
  if (config) await startInStage(config)
}

export async function traceChoice(): Promise<void> {
  takeToTrace()
  const config = traceConfig()
  if (config) await startInStage(config)
}

/** With the metric and the threshold that come with the sample. */
export async function findCircuit(): Promise<void> {
  takeToDiscover()
  discoverForm.set({ discoverMethod: null, metric: 'kl', ablation: 'resample' })
  const found = tourSample()
  if (found) acdcForm.set({ threshold: found.set.threshold })
  await startRun()
}

/** The node that sends the kept edge whose removal harms most. */
export function pinNode({ circuit }: TourFacts): void {
  const node = circuit && mostNeeded(circuit)
  if (node) updateWorkbench({ view: 'discover', selection: { kind: 'node', node } })
}

function mostNeeded({ graph, state, delta }: LiveRun): string | null {
  let best = -1
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (state[edge] !== KEPT || !Number.isFinite(delta[edge])) continue
    // The embedding is in every circuit, and says little.
    if (graph.senders[graph.edgeSender[edge]].kind === 'input') continue
    if (best < 0 || delta[edge] > delta[best]) best = edge
  }
  return best < 0 ? null : graph.senders[graph.edgeSender[best]].name
}

export async function judgeCircuit({ circuit }: TourFacts): Promise<void> {
  if (!circuit) return
  takeToJudge(circuit.summary)
  const config = judgeConfig(judgeForm.get(), circuit.summary, undefined)
  if (config) await startInStage(config)
}

export function explainCircuit({ circuit }: TourFacts): void {
  if (circuit) openExplainStage(circuit.summary.id)
}

/** The first group of which the numbers are clear, nearest to the logits. */
export async function acceptFirst({ explanation }: TourFacts): Promise<void> {
  if (!explanation) return
  const { circuit, opened, suggested } = explanation
  const group = circuit.groups.find((each) => acceptableNodes(each, suggested).length > 0)
  if (group) await acceptGroup(opened, group, suggested)
}
