import { roleGroups, VERDICT_LABELS, verdictNote, type ExplainedCircuit, type NodeRole } from '../../contract'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { formatPlural, shortHash } from '../../renderer/widgets/format'
import type { Description } from './description'

/** As far as its description is concerned; `run` is an id. */
type Explained = Pick<
  ExplainedCircuit,
  'model' | 'prompts' | 'run' | 'metric' | 'direction' | 'ablation' | 'madeOf'
>

/** A model and prompts that are explained, in words. `name` and `stability`: of the run whose circuit that is, see stabilityNote. */
export function describeExplained(
  { model, prompts, run, metric, direction, ablation, madeOf }: Explained,
  name: string | null,
  roles: readonly NodeRole[] = [],
  stability: string | null = null,
): Description {
  const { promptsHash, certificate, patchbayVersion, onnxruntimeVersion } = madeOf
  const verdict = certificate && VERDICT_LABELS[certificate.verdict]
  const note = certificate && verdictNote(certificate)
  return {
    title: `${name ?? model.title} explained`,
    facts: [
      {
        ...{ name: 'model', text: model.title },
        brief: verdict ? `${model.title} (${verdict})` : model.title,
      },
      ...(model.hash === null
        ? []
        : [{ name: 'model hash', text: model.hash, brief: shortHash(model.hash) }]),
      ...(certificate ? [{ name: 'certificate', text: certificate.text, brief: null }] : []),
      { name: 'prompts', text: `${prompts.name}, ${formatPlural(prompts.count, 'prompt')}` },
      { name: 'prompts hash', text: promptsHash, brief: shortHash(promptsHash) },
      { name: 'metric', text: METRIC_LABEL[metric] },
      { name: 'direction', text: direction },
      { name: 'ablation', text: ablation, ...(ablation === 'resample' && { brief: null }) },
      ...(stability === null ? [] : [{ name: 'stability', text: stability.replace('stability ', '') }]),
      ...(run === null ? [] : [{ name: 'run id', text: run, brief: null }]),
      { name: 'Patchbay', text: patchbayVersion },
      { name: 'ONNX Runtime', text: onnxruntimeVersion, brief: null },
    ],
    notes: note?.level === 'warning' ? [note.text] : [],
    roles: roleGroups(roles),
  }
}
