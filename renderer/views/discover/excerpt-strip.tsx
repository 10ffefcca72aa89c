import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import { shortThreshold } from '../../state/choice-scale'
import { VALUE_NAME } from '../../state/edge-values'
import { findsOf, isImported } from '../../state/finds'
import type { LiveRun } from '../../state/live-run'
import { beginRethreshold, endRethreshold } from '../../state/rethreshold'
import { canRethreshold, isScored } from '../../state/top-edges'
import { formatCount, formatPlural } from '../../widgets/format'
import styles from './excerpt-strip.module.css'
import { Scrubber } from './scrubber'

/**
 * Under the canvas: which part of the run is on it. The same height whatever it says, so that nothing in the graph
 * moves.
 */
export function ExcerptStrip({ shown }: { shown: LiveRun | null }) {
  if (!shown) return <Said name="Replay" text="The decisions of a run are replayed here." />
  if (isScored(shown)) return <Said name="Edges on screen" text={scoredText(shown)} />
  if (shown.excerpt?.kind === 'scores') return <ByScores shown={shown} />
  const run = shown.excerpt?.whole ?? shown
  if (findsOf(run.summary).decidesEdges) return <Scrubber run={run} />
  return canRethreshold(run) ? (
    <OwnCircuit run={run} />
  ) : (
    <Said name="Circuit on screen" text={ownText(run)} />
  )
}

/** Another circuit is on the canvas than the one that the run kept. */
function ByScores({ shown }: { shown: LiveRun }) {
  const { excerpt, kept, summary } = shown
  if (excerpt?.kind !== 'scores') return null
  const tau = shortThreshold(excerpt.threshold)
  const decides = findsOf(summary).decidesEdges
  const edges = formatPlural(kept, 'edge')
  const what = decides
    ? `${edges} whose ${VALUE_NAME.harm} was ${tau} or more when ACDC cut them`
    : `${edges} whose score in the file is ${tau} or more`
  const text = `Re-thresholded scores, not ACDC at τ ${tau}: ${what}.`
  return (
    <div className={styles.strip} role="note" aria-label="Re-thresholded scores" data-warns>
      <TriangleAlert size={14} aria-hidden />
      <span className={styles.text} title={text}>
        {text}
      </span>
      <Button size="compact-xs" variant="default" onClick={endRethreshold}>
        {decides ? 'Show the circuit of the run' : 'Show the circuit of the file'}
      </Button>
    </div>
  )
}

function OwnCircuit({ run }: { run: LiveRun }) {
  return (
    <div className={styles.strip} role="note" aria-label="Circuit on screen">
      <span className={styles.text}>{ownText(run)}</span>
      <Button size="compact-xs" variant="default" onClick={beginRethreshold}>
        Re-threshold its scores
      </Button>
    </div>
  )
}

function Said({ name, text }: { name: string; text: string }) {
  return (
    <div className={styles.strip} role="note" aria-label={name}>
      <span className={styles.text}>{text}</span>
    </div>
  )
}

const ownText = ({ summary, kept }: LiveRun) =>
  isImported(summary)
    ? `The circuit as the file has it, ${formatPlural(kept, 'edge')}.`
    : `The circuit of the run, ${formatPlural(kept, 'edge')}.`

const scoredText = ({ kept, summary }: LiveRun) =>
  `${formatPlural(kept, 'edge')} with the best scores of ${formatCount(summary.edgesTotal)}, chosen below.`
