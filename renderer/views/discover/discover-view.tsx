import { useRef } from 'react'
import type { GraphHandle } from '../../graph/graph-view'
import type { LiveRun } from '../../state/live-run'
import { useDiscoverRun } from '../../state/scored-run'
import { isLive } from '../../state/run-states'
import { useRuns } from '../../state/run-store'
import { useDiscoverConfig, useStartRun } from '../../state/start-run'
import { Belonging, NoRunTitle } from '../../widgets/run-title'
import { ScoreBanner } from '../../widgets/score-banner'
import { useShownGraph } from '../../state/shown-graph'
import { useShownProblem } from '../../state/shown-run'
import { BottomPanel } from './bottom-panel'
import { CanvasToolbar } from './canvas-toolbar'
import { Canvases } from './canvases'
import styles from './discover-view.module.css'
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

/** Finds a circuit and shows it. */
export function DiscoverView() {
  const graph = useShownGraph()
  const run = useDiscoverRun()
  const problem = useShownProblem()
  const isReading = useRuns((state) => state.loading !== null)
  const handle = useRef<GraphHandle>(null)
  useDiscoverKeys(handle)
  if (!graph || problem) return <NoGraph problem={problem} />
  return (
    <div className={styles.view}>
      <div className={styles.left}>
        <SettingsBar />
        <CanvasToolbar run={run} handle={handle} />
        {run ? <DiscoverBelonging run={run} /> : <NoRunTitle isReading={isReading} />}
        {run && <ScoreBanner run={run.summary} />}
        <Canvases graph={graph} run={run} handle={handle} />
        <LegendStrip graph={graph} run={run} />
      </div>
      <RunInspector graph={graph} run={run} />
      {run ? <BottomPanel run={run} /> : <StartPanel edgeCount={graph.edgeCount} />}
    </div>
  )
}
