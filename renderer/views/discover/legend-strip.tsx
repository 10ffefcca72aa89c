import { Tooltip } from '@mantine/core'
import { useMemo } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { rampGradient } from '../../graph/ramp'
import { redMeans } from '../../state/method-names'
import { METRIC_LABEL, formatSigned, valueScale, type ValueScale } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { useWorkbench } from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { formatCount } from '../../widgets/format'
import styles from './discover.module.css'

/** What colours, lines and arrows mean. The ramp is the one the edges are painted with. */
export function LegendStrip({ graph, run }: { graph: ComputationalGraph; run: LiveRun | null }) {
  const scheme = useScheme()
  const mode = useWorkbench((state) => state.canvasMode)
  const scale = useMemo(() => (run ? valueScale(run) : null), [run])
  const isOpen = !run || run.decided < run.graph.edgeCount
  const isScore = run?.summary.method === 'import'
  const words = wordsOf(run)
  return (
    <div className={styles.legend} role="group" aria-label="Legend">
      {scale && scale.largest > 0 && (
        <Tooltip label={coloursExplained(run!, scale)}>
          <span className={styles.rampKey} tabIndex={0}>
            <span className={styles.coloredBy}>{colouredBy(run!, scale)}</span>
            {!isScore && <Side words={words.blue} />}
            <span className="mono">{formatSigned(-scale.largest)}</span>
            <i className={styles.ramp} style={{ background: rampGradient(scheme) }} />
            <span className="mono">{formatSigned(scale.largest)}</span>
            {!isScore && <Side words={words.red} />}
          </span>
        </Tooltip>
      )}
      {isOpen && run && <LineKey kind="testing" text="testing" />}
      {isOpen && graph.edgeCount <= 400 && <LineKey kind="undecided" text="undecided" />}
      {isOpen && mode !== 'matrix' && graph.edgeCount > 400 && (
        <LineKey kind="arc" text="undecided, by layer" />
      )}
      <span className={styles.space} />
      <span className={styles.inputs}>
        <span className="dim">input</span>
        <i className={styles.portQ} /> q
        <i className={styles.portK} /> k
        <i className={styles.portV} /> v
      </span>
    </div>
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

function LineKey({ kind, text }: { kind: 'testing' | 'undecided' | 'arc'; text: string }) {
  return (
    <span className={styles.lineKey}>
      <i data-kind={kind} /> {text}
    </span>
  )
}

function wordsOf(run: LiveRun | null): { red: string; blue: string } {
  const isScored = run?.summary.method === 'eap' || run?.summary.method === 'edges'
  return isScored ? redMeans(run.summary.direction) : { red: 'removal hurts', blue: 'removal helps' }
}

function colouredBy({ summary }: LiveRun, { effects, deltas, scores }: ValueScale): string {
  if (summary.method === 'eap') return 'EAP score'
  if (summary.method === 'edges') return 'Exact effect'
  if (scores > 0) return 'Imported score'
  if (effects === 0) return 'Change when cut'
  return deltas === 0 ? 'Path-patching effect' : 'Effect, or change when cut'
}

function coloursExplained(run: LiveRun, { effects, deltas, scores }: ValueScale): string {
  const metric = METRIC_LABEL[run.summary.metric]
  if (run.summary.method === 'eap')
    return `Edges are coloured by EAP’s estimate of the change of ${metric} when that one edge is patched.`
  if (run.summary.method === 'edges')
    return `Edges are coloured by the exact change of ${metric} when that one edge is patched.`
  if (scores > 0) return 'Edges are coloured by the score their file came with.'
  const effect = `exact path-patching effect on ${metric}: that one edge carries the corrupt value, the rest of the model is clean`
  const delta = `ACDC’s measured change of ${metric} when it cut the edge`
  if (effects === 0) return `Edges are coloured by ${delta}.`
  if (deltas === 0) return `Edges are coloured by their ${effect}.`
  return `${formatCount(effects)} edges are coloured by their ${effect}. The other ${formatCount(deltas)}, not patched yet, by ${delta}.`
}
