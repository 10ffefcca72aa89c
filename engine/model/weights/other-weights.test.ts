import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES } from '../../../testing/fixtures'
import { renamedTensors } from '../../../testing/model-variants'
import { openModel } from '../open-model'

const LLAMA = path.join(FIXTURES, 'llama-tiny')

describe('weights that are not a model by itself, recognised by their names', () => {
  const quantised = 'quantised weights are not read; open the model as it was before.'
  const cases: [string, string][] = [
    ['.qweight', `weights quantised by GPTQ or AWQ; ${quantised}`],
    ['.qzeros', `weights quantised by GPTQ or AWQ; ${quantised}`],
    ['.g_idx', `weights quantised by GPTQ or AWQ; ${quantised}`],
    ['.weight.absmax', `weights quantised by bitsandbytes; ${quantised}`],
    ['.weight.quant_map', `weights quantised by bitsandbytes; ${quantised}`],
    ['.weight.quant_state.bitsandbytes__nf4', `weights quantised by bitsandbytes; ${quantised}`],
    ['.SCB', `weights quantised by bitsandbytes; ${quantised}`],
    ['.weight_scale_inv', `weights quantised to few bits (compressed-tensors or FP8); ${quantised}`],
    ['.weight_packed', `weights quantised to few bits (compressed-tensors or FP8); ${quantised}`],
    ['_blocks', `weights quantised to four bits (MXFP4); ${quantised}`],
    ['.codebooks', `quantised weights (AQLM, QuIP# or HQQ); ${quantised}`],
    ['.q_weight', `quantised weights (EXL2, SpQR, EETQ, torchao or Quanto); ${quantised}`],
    ['.weight_scales', `quantised weights (EXL2, SpQR, EETQ, torchao or Quanto); ${quantised}`],
    ['.weight._data', `quantised weights (EXL2, SpQR, EETQ, torchao or Quanto); ${quantised}`],
    ['.lora_A.weight', 'an adapter (LoRA or another); merge it first, in Python: '],
    ['.lora_B.default.weight', 'an adapter (LoRA or another); merge it first, in Python: '],
    ['.base_layer.weight', 'an adapter (LoRA or another); merge it first, in Python: '],
  ]
  const at = 'model.layers.0.mlp.up_proj'
  it.each(cases)('%s', async (ending, message) => {
    const folder = renamedTensors(LLAMA, (name) => (name === `${at}.weight` ? [name, at + ending] : [name]))
    await expect(openModel(folder)).rejects.toThrow(
      `model.safetensors: tensor "${at}${ending}" is of ${message}`,
    )
  })
})
