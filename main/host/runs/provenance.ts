import { createHash } from 'node:crypto'
import type { Ablation, ModelInfo, PromptSet, RunConfig, RunProvenance } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'

/** What a run's numbers were made of, with what is said of its prompts; names the six choices of Miller et al. 2024 (arXiv 2407.08734). */
export async function provenanceOf(
  model: ModelInfo,
  config: RunConfig,
  promptNotes: string[],
): Promise<RunProvenance> {
  const { prompts } = config
  const { onnxruntimeVersion } = await import('../../../engine')
  return {
    modelHash: model.hash,
    modelHashes: model.hashes,
    modelWarnings: model.warnings,
    dataHash: hashPrompts(prompts),
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
    ...(isOfNodes(config) ? nodeChoices(config) : { ...EDGE_CHOICES, ablation: ablationText(config) }),
    direction: directionText(config),
    promptSet: `${prompts.name}, ${prompts.rows.length} pairs`,
    countConvention: countConvention(model.edgeCount),
    promptNotes: [...(prompts.notes ?? []), ...promptNotes],
  }
}

/** The six choices, as a reported faithfulness names them. */
export function choicesOf(provenance: RunProvenance): Record<string, string> {
  const { granularity, component, ablation, tokenPositions, direction, promptSet } = provenance
  return { granularity, component, ablation, tokenPositions, direction, promptSet }
}

type Choices = Pick<RunProvenance, 'granularity' | 'component' | 'ablation' | 'tokenPositions'>
type NodeConfig = Extract<RunConfig, { method: 'activation' | 'attribution' }>

const EDGE_CHOICES: Choices = {
  granularity: 'edges between heads (q, k and v inputs apart), MLPs, input and logits',
  component: "a sender's output as one receiver reads it",
  ablation: "resample: the value in the paired prompt's run",
  tokenPositions: 'all positions; measured at the answer position',
}

const ABLATION_TEXT: Record<Ablation, string> = {
  resample: EDGE_CHOICES.ablation,
  zero: 'zero: 0 in place of the value',
  mean: "mean: the mean over the data set's corrupt prompts at each position",
  'mean-over-positions': "mean-over-positions: the mean over all positions of the data set's corrupt prompts",
}

function ablationOf(config: RunConfig): Ablation {
  return ('ablation' in config && config.ablation) || 'resample'
}

/** Begins with the word of the command line and the files. */
function ablationText(config: RunConfig): string {
  return ABLATION_TEXT[ablationOf(config)]
}

function isOfNodes(config: RunConfig): config is NodeConfig {
  return config.method === 'activation' || config.method === 'attribution'
}

function nodeChoices(config: NodeConfig): Choices {
  return {
    granularity: `sites: ${config.sites.join(', ')}`,
    component: 'the activation of each site',
    ablation: ablationText(config),
    tokenPositions: 'each position, or all at once, as the site says; measured at the answer position',
  }
}

function directionText(config: RunConfig): string {
  const isResample = ablationOf(config) === 'resample'
  if (config.method === 'acdc' || config.method === 'evaluate')
    return `noising: the base run is clean, cut edges carry ${isResample ? 'the corrupt value' : 'what the ablation says'}`
  if (config.method === 'check') return 'none: clean and corrupt runs are checked by themselves'
  if (config.direction === 'denoising')
    return 'denoising: the base run is corrupt, clean values are patched in'
  return `noising: the base run is clean, ${isResample ? 'corrupt values' : 'values as the ablation says'} are patched in`
}

/** Two conventions are in use; a count without its convention cannot be compared. */
export function countConvention(edgeCount: number): string {
  const count = edgeCount.toLocaleString('en-US')
  return `${count} edges, counted as EAP-IG and MIB do: without the q/k/v "direct computation" edges of the ACDC paper (GPT-2 small: 32,491, not 32,923).`
}

/** sha256 of what the model is given; the set's name does not matter. */
function hashPrompts({ bos, rows }: PromptSet): string {
  return createHash('sha256').update(JSON.stringify({ bos, rows })).digest('hex')
}
