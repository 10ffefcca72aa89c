import { useRef, type ReactNode } from 'react'
import type { GraphHandle } from '../../graph/graph-view'
import type { LiveRun } from '../../state/live-run'
import { usePane } from '../../state/maximised'
import { useDiscoverRun } from '../../state/discover-run'
import { isLive } from '../../state/run-states'
import { useRuns } from '../../state/run-store'
import { useDiscoverConfig, useStartRun } from '../../state/start-run'
import { Belonging, NoRunTitle } from '../../widgets/run-title'
import { ScoreBanner } from '../../widgets/score-banner'
import { useRunRoles } from '../../state/roles'
import { ShownRoles } from '../../state/shown-roles'
import { useShownGraph } from '../../state/shown-graph'
import { useShownProblem } from '../../state/shown-run'
import type { Part } from '../../state/turns'
import { VIEW_LABEL } from '../../state/view-label'
import { BottomPanel } from './bottom-panel'
import { CANVAS_PANE, CanvasToolbar } from './canvas-toolbar'
import { Canvases } from './canvases'
import styles from './discover-view.module.css'
import { ExcerptStrip } from './excerpt-strip'
import { LegendStrip } from './legend-strip'
import { NoGraph } from './no-graph'
import { RunInspector } from './run-inspector'
import { SettingsBar } from './settings-bar'
import { StartPanel } from './start-panel'
import { useDiscoverKeys } from './use-discover-keys'

/** The run on the canvas, and how it differs from the form. */
function DiscoverBelonging({ run }: { run: LiveRun }) {
  const config = useDiscoverConfig()
  const { start, obstacle } = useStartRun()
  return (
    <Belonging
      detail={run.detail}
      summary={run.summary}
      config={config}
      again={obstacle || isLive(run.summary.state) ? null : start}
    />
  )
}

/** A part of the view, drawn when it is its turn. */
function Turn({ part, children }: { part: Part; children: (run: LiveRun | null) => ReactNode }) {
  return children(useDiscoverRun(part))
}

/** Finds a circuit and shows it. Its parts are drawn in turn while decisions come in; it itself is not. */
export function DiscoverView() {
  const graph = useShownGraph()
  const detail = useRuns(({ live }) => live?.detail ?? null)
  const problem = useShownProblem()
  const isReading = useRuns((state) => state.loading !== null)
  const handle = useRef<GraphHandle>(null)
  const roles = useRunRoles(detail)
  const pane = usePane(CANVAS_PANE)
  useDiscoverKeys(handle)
  if (!graph || problem) return <NoGraph problem={problem} />
  return (
    <ShownRoles value={detail ? roles : null}>
      <div className={styles.view}>
        <h1 className="spoken">{VIEW_LABEL.discover}</h1>
        <div {...pane} className={styles.left}>
          <SettingsBar />
          <CanvasToolbar handle={handle} />
          <Turn part="rest">
            {(run) => (run ? <DiscoverBelonging run={run} /> : <NoRunTitle isReading={isReading} />)}
          </Turn>
          <Turn part="rest">{(run) => run && <ScoreBanner run={run.summary} />}</Turn>
          <Turn part="graph">{(run) => <Canvases graph={graph} run={run} handle={handle} />}</Turn>
          <Turn part="numbers">{(run) => <ExcerptStrip shown={run} />}</Turn>
          <Turn part="rest">{(run) => <LegendStrip graph={graph} run={run} />}</Turn>
        </div>
        <Turn part="lists">{(run) => <RunInspector graph={graph} run={run} />}</Turn>
        {detail ? <BottomPanel /> : <StartPanel edgeCount={graph.edgeCount} />}
      </div>
    </ShownRoles>
  )
}
