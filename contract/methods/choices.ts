import { splitRows, splitText } from '../prompt-split'
import type { PromptSet } from '../prompts'
import type { Ablation, Direction, SiteFamily } from '../vocabulary'

/** The six choices that a reported faithfulness names (Miller et al. 2024, arXiv 2407.08734), in words. */
export interface MethodChoices {
  granularity: string
  component: string
  ablation: string
  tokenPositions: string
  direction: string
  promptSet: string
}

interface Chosen {
  prompts: PromptSet
  ablation?: Ablation
}

const ABLATION_TEXT: Record<Ablation, string> = {
  resample: "resample: the value in the paired prompt's run",
  zero: 'zero: 0 in place of the value',
  mean: "mean: the mean over the data set's corrupt prompts at each position",
  'mean-over-positions': "mean-over-positions: the mean over all positions of the data set's corrupt prompts",
}

/** Of methods that work on edges; `direction` in words, as from patchingText or cuttingText. */
export function edgeChoices({ prompts, ablation = 'resample' }: Chosen, direction: string): MethodChoices {
  return {
    granularity: 'edges between heads (q, k and v inputs apart), MLPs, input and logits',
    component: "a sender's output as one receiver reads it",
    ablation: ABLATION_TEXT[ablation],
    tokenPositions: 'all positions; measured at the answer position',
    direction,
    promptSet: promptSetText(prompts),
  }
}

/** Of methods that work on sites. */
export function siteChoices(
  config: Chosen & { direction: Direction; sites: readonly SiteFamily[] },
): MethodChoices {
  return {
    granularity: `sites: ${config.sites.join(', ')}`,
    component: 'the activation of each site',
    ablation: ABLATION_TEXT[config.ablation ?? 'resample'],
    tokenPositions: 'each position, or all at once, as the site says; measured at the answer position',
    direction: patchingText(config),
    promptSet: promptSetText(config.prompts),
  }
}

/** How values are patched in. */
export function patchingText({
  direction,
  ablation = 'resample',
}: {
  direction: Direction
  ablation?: Ablation
}): string {
  if (direction === 'denoising') return 'denoising: the base run is corrupt, clean values are patched in'
  const values = ablation === 'resample' ? 'corrupt values' : 'values as the ablation says'
  return `noising: the base run is clean, ${values} are patched in`
}

/** What the edges outside a circuit carry. */
export function cuttingText({ ablation = 'resample' }: { ablation?: Ablation }): string {
  const value = ablation === 'resample' ? 'the corrupt value' : 'what the ablation says'
  return `noising: the base run is clean, cut edges carry ${value}`
}

function promptSetText(prompts: PromptSet): string {
  const { name, rows, split } = prompts
  if (!split) return `${name}, ${rows.length} pairs`
  const parts = splitRows(prompts)
  const counts = `${parts.train.length} pairs to find circuits on, ${parts['held-out'].length} held out to judge them`
  return `${name}, ${counts} (${splitText(split)})`
}
