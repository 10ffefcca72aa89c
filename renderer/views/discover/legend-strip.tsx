import { Tooltip } from '@mantine/core'
import { useMemo } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { drawsUndecided } from '../../graph/draw-cap'
import { PortKey } from '../../graph/port-key'
import { rampGradient } from '../../graph/ramp'
import { LegendBar } from '../../plots/ramp-legend'
import type { LiveRun } from '../../state/live-run'
import { useStability } from '../../state/stability'
import { useWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { RoleLegend } from '../../widgets/role-legend'
import styles from './legend-strip.module.css'
import { keyOf } from './legend-key'

/** What colours, lines and arrows mean. The ramp is the one the edges are painted with. */
export function LegendStrip({ graph, run }: { graph: ComputationalGraph; run: LiveRun | null }) {
  const scheme = useScheme()
  const mode = useWorkbench((state) => state.canvasMode)
  const colour = useWorkbench((state) => state.edgeColour)
  const key = useMemo(() => (run ? keyOf(run, colour) : null), [run, colour])
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const isOpen = !run || run.decided < run.graph.edgeCount
  return (
    <LegendBar label="Legend">
      {key && (
        <Tooltip label={key.explained}>
          <span className={styles.rampKey} tabIndex={0}>
            <span className={styles.coloredBy}>{key.colouredBy}</span>
            {key.blue !== key.red && <Side words={key.blue} />}
            <span className="mono">{key.low}</span>
            <span className={styles.scale}>
              <i className={styles.ramp} style={{ background: rampGradient(scheme) }} />
              <span className={styles.zero}>0</span>
            </span>
            <span className="mono">{key.high}</span>
            <Side words={key.red} />
          </span>
        </Tooltip>
      )}
      {isOpen && run && <LineKey kind="testing" text="testing" />}
      {isOpen && drawsUndecided(graph) && <LineKey kind="undecided" text="undecided" />}
      {isOpen && mode !== 'matrix' && !drawsUndecided(graph) && (
        <LineKey kind="arc" text="undecided" detail=", by layer" />
      )}
      {stability && <LineKey kind="core" text="core" detail=" ≥ 90 %" />}
      {stability && <LineKey kind="contingent" text="contingent" />}
      {stability && <LineKey kind="noise" text="noise" detail=" ≤ 10 %" />}
      <RoleLegend />
      <span className={styles.end}>
        <PortKey />
      </span>
    </LegendBar>
  )
}

/** `removal helps`, in narrow windows `helps`. */
function Side({ words }: { words: string }) {
  const [act, ...effect] = words.split(' ')
  return (
    <span className="dim">
      <span className={styles.wideOnly}>{act} </span>
      {effect.join(' ')}
    </span>
  )
}

interface LineKeyProps {
  kind: 'testing' | 'undecided' | 'arc' | 'core' | 'contingent' | 'noise'
  text: string
  /** Left out in narrow windows. */
  detail?: string
}

/** Nodes have a border of the same kind. */
const BOXED: ReadonlySet<LineKeyProps['kind']> = new Set(['core', 'contingent', 'noise'])

function LineKey({ kind, text, detail }: LineKeyProps) {
  return (
    <span className={styles.lineKey}>
      <i data-kind={kind} />
      {BOXED.has(kind) && <b data-kind={kind} />}{' '}
      <span>
        {text}
        {detail && <span className={styles.wideOnly}>{detail}</span>}
      </span>
    </span>
  )
}
