import { definitionOf } from '../../../contract'
import type { IdentifiedModel, RunConfig, RunProvenance } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import type { PreparedPrompts } from '../files/reading/reading-tasks'

/** What a run was computed from, with the notes on its prompts. */
export async function provenanceOf(
  model: IdentifiedModel,
  config: RunConfig,
  prepared: Pick<PreparedPrompts, 'notes' | 'dataHash' | 'withBos'>,
): Promise<RunProvenance> {
  const { prompts } = config
  const { onnxruntimeVersion } = await import('../../../engine/host')
  return {
    ...model.identity,
    modelSource: model.source,
    modelWarnings: model.warnings,
    dataHash: prepared.dataHash,
    rowsWithBos: prepared.withBos,
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
    ...definitionOf(config.method).choices(config),
    countConvention: countConvention(model.edgeCount),
    promptNotes: [...(prompts.notes ?? []), ...prepared.notes],
  }
}

/** Two conventions are in use; a count without its convention cannot be compared. */
export function countConvention(edgeCount: number): string {
  const count = edgeCount.toLocaleString('en-US')
  return `${count} edges, counted as EAP-IG and MIB do: without the q/k/v "direct computation" edges of the ACDC paper (GPT-2 small: 32,491, not 32,923).`
}
