import { createHash } from 'node:crypto'
import type { ModelInfo, PromptSet, RunProvenance } from '../../contract'
import { PATCHBAY_VERSION } from '../version'

/** What an ACDC run's numbers were made of; names the six choices of Miller et al. 2024 (arXiv 2407.08734). */
export async function acdcProvenance(model: ModelInfo, prompts: PromptSet): Promise<RunProvenance> {
  const { onnxruntimeVersion } = await import('../../engine')
  return {
    modelHash: model.hash,
    dataHash: hashPrompts(prompts),
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
    granularity: 'edges between heads (q, k and v inputs apart), MLPs, input and logits',
    component: "a sender's output as one receiver reads it",
    ablation: "resample: the paired corrupt prompt's value",
    tokenPositions: 'all positions; measured at the answer position',
    direction: 'noising: the base run is clean, cut edges carry the corrupt value',
    promptSet: `${prompts.name}, ${prompts.rows.length} pairs`,
    countConvention: countConvention(model.edgeCount),
  }
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
