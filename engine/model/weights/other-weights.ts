import { basename } from 'node:path'
import { PatchbayError, shown } from '../../../contract'
import type { TensorEntries } from './tensor-entry'

/** How an adapter becomes part of its model. `folder`: where it is. */
export function mergeFirst(folder: string): string {
  const merge = `M.from_pretrained(${JSON.stringify(folder)}).merge_and_unload().save_pretrained("MERGED")`
  return `merge it first, in Python: from peft import AutoPeftModelForCausalLM as M; ${merge}, and open MERGED`
}

const UNQUANTISED = 'quantised weights are not read; open the model as it was before'

/** Tensors that show by their names that the file holds something other than a model's own weights. */
const KINDS: { names: RegExp; what: string; isAdapter?: true }[] = [
  {
    names:
      /(^|\.)(lora_(A|B|E|embedding_A|embedding_B|magnitude_vector)|vera_lambda_[bd]|ia3_l|(hada_w|lokr_w)\d(_[ab])?|oft_[rR]|boft_[RS]|prompt_embeddings|modules_to_save|base_layer)(\.|$)/,
    what: 'an adapter (LoRA or another)',
    isAdapter: true,
  },
  { names: /\.(qweight|qzeros|g_idx)$/, what: 'weights quantised by GPTQ or AWQ' },
  {
    names: /\.(absmax|quant_map|nested_absmax|nested_quant_map|SCB|weight_format)$|\.quant_state\./,
    what: 'weights quantised by bitsandbytes',
  },
  {
    names: /\.(weight_packed|weight_scale(_inv)?|weight_zero_point|input_scale|weight_shape)$/,
    what: 'weights quantised to few bits (compressed-tensors or FP8)',
  },
  { names: /_proj_(blocks|scales)$/, what: 'weights quantised to four bits (MXFP4)' },
  { names: /\.(codes|codebooks|Qidxs|W_q)$/, what: 'quantised weights (AQLM, QuIP# or HQQ)' },
  {
    names:
      /\.(q_weight|q_scale|q_invperm|dense_weights|weight_scales|weight_qdata)$|\.weight\._(data|scale|shift)$/,
    what: 'quantised weights (EXL2, SpQR, EETQ, torchao or Quanto)',
  },
]

/**
 * Refuses adapters and quantised weights by the names of their tensors: config.json may say nothing of them.
 * @throws PatchbayError (bad-input), naming the file and one such tensor.
 */
export function refuseOtherWeights(entries: TensorEntries, folder: string): void {
  for (const { name, filePath } of entries.values()) {
    const kind = KINDS.find(({ names }) => names.test(name))
    if (!kind) continue
    const isOf = `tensor ${shown(name)} is of ${kind.what}`
    throw new PatchbayError(
      'bad-input',
      `${basename(filePath)}: ${isOf}; ${kind.isAdapter ? mergeFirst(folder) : UNQUANTISED}.`,
    )
  }
}
