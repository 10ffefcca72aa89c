import {
  findsOf,
  PatchbayError,
  runTitle,
  splitRows,
  USUAL_STABILITY_SIZE,
  type CheckedArgsOf,
  type RunConfig,
  type RunSummary,
  type SweepAxis,
  type SweepSummary,
} from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { startSweep } from '../sweeps/start-sweep'

/**
 * Starts the sweep that finds the circuit of a run on bootstrap samples of its prompts, and at other thresholds. The run
 * itself is one of it: what was measured is known of its circuit.
 * @throws PatchbayError (bad-input) for a run that found no circuit, and options that it does not have.
 */
export async function startStability(
  args: CheckedArgsOf<'stability.start'>,
  context: HostContext,
  signal: AbortSignal,
): Promise<SweepSummary> {
  const { summary, config } = context.store().runs.get(args.id)
  const base = repeatable(summary, config)
  const resample = {
    name: 'resample' as const,
    values: Array.from({ length: args.resamples + 1 }, (_, i) => i),
  }
  const spec = {
    ...{ base, axes: [resample, ...ownAxes(summary, base, args)], judge: false },
    by: args.by ?? ('absolute' as const),
  }
  const name = `Stability of ${runTitle(summary)}`
  return startSweep({ spec, settings: args.settings, name }, context, signal)
}

function ownAxes(
  summary: RunSummary,
  base: RunConfig,
  { thresholds, sizes }: CheckedArgsOf<'stability.start'>,
): SweepAxis[] {
  const isScored = findsOf(summary).edgeScores !== null
  if (isScored && thresholds.length > 0)
    throw new PatchbayError(
      'bad-input',
      `${runTitle(summary)} scores edges and has no threshold: say how many of the best edges are meant.`,
    )
  if (!isScored && sizes !== undefined)
    throw new PatchbayError(
      'bad-input',
      `${runTitle(summary)} chose its circuit itself: a number of best edges is for methods that score edges.`,
    )
  if (isScored)
    return [{ name: 'edges', values: sizes ?? [Math.min(USUAL_STABILITY_SIZE, summary.edgesTotal)] }]
  if (thresholds.length === 0) return []
  const own = 'threshold' in base ? [base.threshold] : []
  return [{ name: 'threshold', values: [...new Set([...own, ...thresholds])] }]
}

function repeatable(summary: RunSummary, config: RunConfig | null): RunConfig {
  const title = runTitle(summary)
  if (config === null)
    throw new PatchbayError(
      'bad-input',
      `${title} is an opened file, which does not say how it was found: stability is measured of what was found here.`,
    )
  const { circuit, edgeScores } = findsOf(summary)
  if (config.method === 'evaluate' || (circuit === null && edgeScores === null))
    throw new PatchbayError(
      'bad-input',
      `${title} looks for no circuit (${summary.method}): measure the stability of a run that finds one, or scores edges.`,
    )
  if (splitRows(config.prompts).train.length < 2)
    throw new PatchbayError(
      'bad-input',
      `${title} was found on a single pair of prompts, of which there are no other samples: stability needs at least 2.`,
    )
  return config
}
