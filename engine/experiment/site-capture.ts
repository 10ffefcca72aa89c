import type { SiteKind } from '../../contract'
import type { PromptPair } from '../datasets'
import { Session, type FloatTensor } from '../onnx'
import { captureGraph, siteName } from '../transformer'
import { paddedLength, pairFeeds, type Experiment, type Side } from './experiment'

/** Activations of some prompts in one run. */
export interface Captured {
  logits: FloatTensor
  /** Shapes as in BlockSite, with one copy. */
  value(site: SiteKind, layer: number): FloatTensor
}

/** One batch of prompts in the clean and in the corrupt run. */
export interface CapturedBatch extends Record<Side, Captured> {
  pairs: readonly PromptPair[]
}

/** Two forwards over all prompts of the experiment at once. */
export async function captureSites(
  experiment: Experiment,
  sites: readonly SiteKind[],
): Promise<CapturedBatch> {
  const { config, weights, pairs, threads } = experiment
  const length = paddedLength(experiment)
  const { graph, values } = captureGraph(config, weights, { length, batch: pairs.length }, sites)
  const session = await Session.create(graph, { threads })
  const run = async (side: Side): Promise<Captured> => {
    const results = await session.run({ ...weights, ...pairFeeds(pairs, side, length) })
    return { logits: results.logits, value: (site, layer) => results[values.get(siteName(site, layer))!] }
  }
  try {
    return { pairs, clean: await run('clean'), corrupt: await run('corrupt') }
  } finally {
    await session.release()
  }
}
