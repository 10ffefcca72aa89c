import { literal, type ScriptedRun, type ScriptParts } from './script'

/** Its ACDC, and its gradients of masks for EAP; null for methods that it does not have. */
export function autoCircuitScript(run: ScriptedRun): ScriptParts | null {
  const call = callOf(run)
  if (!call) return null
  const { model, promptsFile, promptCount } = run
  const code = `from pathlib import Path

import torch
from auto_circuit.data import load_datasets_from_json
from auto_circuit.prune_algos.${call.module} import ${call.name}
from auto_circuit.utils.graph_utils import patchable_model
from transformer_lens import HookedTransformer

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = HookedTransformer.from_pretrained(${literal(model)}, device=device)
model.cfg.use_attn_result = True
model.cfg.use_attn_in = True
model.cfg.use_split_qkv_input = True
model.cfg.use_hook_mlp_in = True

loader, _ = load_datasets_from_json(
    model=model,
    path=Path(${literal(promptsFile)}),
    device=device,
    prepend_bos=True,
    batch_size=${promptCount},
    train_test_split=[${promptCount}, 0],
    length_limit=${promptCount},
    random_subet=False,
    return_seq_length=True,
)
model = patchable_model(model, factorized=True, slice_output="last_seq", separate_qkv=True, device=device)
scores = ${call.name}(
    model=model,
    dataloader=loader,
    official_edges=None,
${call.args.map((each) => `    ${each},`).join('\n')}
)
${call.after}
`
  return { code, differs: call.differs }
}

interface Call {
  module: string
  name: string
  args: string[]
  after: string
  differs: string[]
}

function callOf({ config }: ScriptedRun): Call | null {
  const ablated = 'ablation' in config && (config.ablation ?? 'resample') !== 'resample'
  const resampled = ablated
    ? ['It patches in values of the corrupt prompt; this run had another ablation.']
    : []
  const lengths = ['Prompts of several lengths are not read: all must have as many tokens.']
  if (config.method === 'acdc') {
    const metric = config.metric === 'kl' ? [] : ['It minimises KL; this run had another metric.']
    const absolute = config.absolute ? ['It compares the change itself with tau; this run its size.'] : []
    return {
      module: 'ACDC',
      name: 'acdc_prune_scores',
      // tau is a base times a power of ten.
      args: [`tao_bases=[${config.threshold}]`, 'tao_exps=[0]', 'faithfulness_target="kl_div"'],
      after:
        'kept = {edge.name for edge in model.edges if edge.prune_score(scores) == torch.inf}\nprint(len(kept), sorted(kept))',
      differs: [
        'It tests edges in another order, so that other edges of equal use may be cut.',
        ...[...metric, ...absolute, ...resampled, ...lengths],
      ],
    }
  }
  if (config.method !== 'eap') return null
  const { igSteps, metric, direction } = config
  const steps = igSteps === 0 ? 'mask_val=0.0' : `integrated_grad_samples=${igSteps}`
  return {
    module: 'mask_gradient',
    name: 'mask_gradient_prune_scores',
    args: [...(ANSWERS[metric] ?? ANSWERS.logit_diff!), steps],
    after: 'print({name: score.abs().max().item() for name, score in scores.items()})',
    differs: [
      ...(igSteps === 0
        ? []
        : ['It goes from clean to corrupt by the masks of all edges at once, not by the token embedding.']),
      ...(ANSWERS[metric]
        ? []
        : ['It has no gradient of this metric: that of the logit difference is in its place.']),
      ...(direction === 'denoising'
        ? ['It patches corrupt values into the clean run; this run did the reverse.']
        : []),
      'Its scores have the opposite sign: of a loss.',
      ...[...resampled, ...lengths],
    ],
  }
}

/** Its names for a metric; none for those that it does not have. */
const ANSWERS: Partial<Record<string, string[]>> = {
  logit_diff: ['grad_function="logit"', 'answer_function="avg_diff"'],
  prob_diff: ['grad_function="prob"', 'answer_function="avg_diff"'],
  log_prob: ['grad_function="logprob"', 'answer_function="avg_val"'],
}
