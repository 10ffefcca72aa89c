import type { MetricName } from '../metric'
import type { RunConfig } from '../methods'
import type { Ablation } from '../vocabulary'
import { literal, type ScriptedRun, type ScriptParts } from './script'

/** How it calls what is patched in. */
const INTERVENTIONS: Record<Ablation, string> = {
  resample: 'patching',
  zero: 'zero',
  mean: 'mean-positional',
  'mean-over-positions': 'mean',
}

/** Python for the metric of each prompt, of `last` [prompt][vocab] and its clean counterpart. */
const METRIC_LINES: Record<MetricName, string> = {
  kl: 'kl_div(last.log_softmax(-1), clean_last.log_softmax(-1), log_target=True, reduction="none").sum(-1)',
  logit_diff: 'stack([row[yes].mean() - row[no].mean() for row, (yes, no) in zip(last, labels)])',
  log_prob: 'stack([row[yes].logsumexp(0) for row, (yes, _) in zip(last.log_softmax(-1), labels)])',
  nll: '-stack([row[yes].logsumexp(0) for row, (yes, _) in zip(last.log_softmax(-1), labels)])',
  prob_diff: 'stack([row[yes].sum() - row[no].sum() for row, (yes, no) in zip(last.softmax(-1), labels)])',
}

/** Its scores of all edges, by gradients or exactly; null for methods that it does not have. */
export function eapIgScript({ config, model, promptsFile }: ScriptedRun): ScriptParts | null {
  const call = callOf(config)
  if (!call) return null
  const { metric, prompts } = config
  const isTurned = 'direction' in config && config.direction === 'denoising'
  const bases = isTurned ? ['corrupt', 'clean'] : ['clean', 'corrupt']
  const code = `import json

import torch
from eap.attribute import attribute
from eap.graph import Graph
from torch import stack
from torch.nn.functional import kl_div
from torch.utils.data import DataLoader
from transformer_lens import HookedTransformer

with open(${literal(promptsFile)}, encoding="utf-8") as file:
    rows = json.load(file)["prompts"]

model = HookedTransformer.from_pretrained(${literal(model)}, device="cuda")
model.cfg.use_attn_result = True
model.cfg.use_split_qkv_input = True
model.cfg.use_hook_mlp_in = True
model.cfg.ungroup_grouped_query_attention = True


def token_ids(answers):
    """The first token of each answer: ids as they are, texts by the tokenizer."""
    return [a if isinstance(a, int) else int(model.to_tokens(a, prepend_bos=False)[0, 0]) for a in answers]


def collate(batch):
    labels = [(token_ids(row["answers"]), token_ids(row["wrong_answers"])) for row in batch]
    return [row[${literal(bases[0])}] for row in batch], [row[${literal(bases[1])}] for row in batch], labels


def metric(logits, clean_logits, input_lengths, labels):
    """${metric}, summed over the batch: attribute divides by the number of prompts."""
    at = torch.arange(len(labels), device=logits.device), input_lengths - 1
    last, clean_last = logits[at], clean_logits[at]
    return (${METRIC_LINES[metric]}).sum()


data = DataLoader(rows, batch_size=${Math.min(16, prompts.rows.length)}, collate_fn=collate)
corrupt_data = DataLoader([row["corrupt"] for row in rows], batch_size=16)  # what means are taken over
graph = Graph.from_model(model)
attribute(model, graph, data, metric, ${call.args})
# To choose a circuit: graph.apply_topn(200, absolute=True)
graph.to_json("graph.json")  # patchbay opens it: Runs, Import circuit
`
  const turned = isTurned
    ? [
        'Denoising is written here by exchanging clean and corrupt; the metric of KL is then against the corrupt run.',
      ]
    : []
  return { code, differs: [...call.differs, ...turned, ...ANSWERS] }
}

const ANSWERS = [
  'Answers of several tokens count by their first one; a space in front of an answer is taken as written.',
]

function callOf(config: RunConfig): { args: string; differs: string[] } | null {
  if (config.method === 'eap') {
    const { igSteps, ablation = 'resample' } = config
    if (igSteps > 0) return { args: `method="EAP-IG-inputs", ig_steps=${igSteps}`, differs: [] }
    return { args: `method="EAP", ${interventionOf(ablation)}`, differs: [] }
  }
  if (config.method !== 'edges') return null
  const { select, mlps, ablation = 'resample' } = config
  const chosen = select.kind === 'all' ? [] : ['It measures every edge; this run measured some of them.']
  const recomputed =
    mlps === 'recomputed'
      ? ['It keeps what is between the ends of an edge; this run recomputed the MLPs.']
      : []
  return {
    args: `method="exact", ${interventionOf(ablation)}`,
    differs: [...chosen, ...recomputed],
  }
}

/** Means are taken over what patches in: the corrupt prompts, as here. */
function interventionOf(ablation: Ablation): string {
  const means = ablation.startsWith('mean') ? ', intervention_dataloader=corrupt_data' : ''
  return `intervention="${INTERVENTIONS[ablation]}"${means}`
}
