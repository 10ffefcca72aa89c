import { createHash } from 'node:crypto'
import { definitionOf } from '../../../contract'
import type { IdentifiedModel, PromptSet, RunConfig, RunProvenance } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'

/** What a run was computed from, with the notes on its prompts. */
export async function provenanceOf(
  model: IdentifiedModel,
  config: RunConfig,
  promptNotes: string[],
): Promise<RunProvenance> {
  const { prompts } = config
  const { onnxruntimeVersion } = await import('../../../engine/host')
  return {
    ...model.identity,
    modelSource: model.source,
    modelWarnings: model.warnings,
    dataHash: hashPrompts(prompts),
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
    ...definitionOf(config.method).choices(config),
    countConvention: countConvention(model.edgeCount),
    promptNotes: [...(prompts.notes ?? []), ...promptNotes],
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
