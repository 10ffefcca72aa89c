import { isMean, type CorruptMeans } from '../experiment/ablation'
import { corruptMeans, senderParts } from '../experiment/prompt-parts'
import type { Explained } from './explained'

/**
 * What cut edges carry where the ablation is a mean: that of every sender over all corrupt prompts that are explained, by
 * a pass of its own; null under other ablations. To be kept with the explanation.
 */
export async function donorMeans({ experiment, ablation }: Explained): Promise<CorruptMeans | null> {
  return isMean(ablation) ? corruptMeans(senderParts(experiment), ablation) : null
}
