import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../../../testing/refusals'
import { ARCHITECTURE_TABLE, planModel } from '.'
import { REFUSED_KINDS } from './refused-kinds'

function refusal(config: Record<string, unknown>): string {
  try {
    planModel(config)
  } catch (error) {
    return sentenceOf(error)
  }
  throw new Error('it is not refused')
}

const experts =
  'it is a mixture of experts: each token chooses the MLPs that compute it, so that there is no one graph'
const recurrent =
  'it is recurrent, in all layers or some: what a token sees of earlier ones is a state, not attention'
const two = 'it is an encoder-decoder: two stacks of layers, where the graph has one'
const encoder = 'it is an encoder: it predicts no next token'
const seeing =
  'it is a model of images or sound besides text; open the language model that is part of it, saved by itself'
const older =
  'it is stored as its makers had it before the Hugging Face library knew it; open the files that its makers have published since then'

describe('architectures that are left out', () => {
  const cases: [string | null, string | null, Record<string, unknown>, string][] = [
    ['mixtral', 'MixtralForCausalLM', {}, experts],
    [null, 'Qwen2MoeForCausalLM', {}, experts],
    ['unheard_of', 'UnheardOfForCausalLM', { num_experts: 8 }, experts],
    ['deepseek_v3', 'DeepseekV3ForCausalLM', {}, experts],
    ['mamba', 'MambaForCausalLM', {}, recurrent],
    ['recurrent_gemma', null, {}, recurrent],
    ['t5', 'T5ForConditionalGeneration', {}, two],
    ['unheard_of', 'UnheardOfForConditionalGeneration', { is_encoder_decoder: true }, two],
    ['bert', 'BertForMaskedLM', {}, encoder],
    ['unheard_of', 'UnheardOfForMaskedLM', {}, encoder],
    ['gemma3', 'Gemma3ForConditionalGeneration', {}, seeing],
    ['unheard_of', 'UnheardOfForCausalLM', { vision_config: { depth: 2 } }, seeing],
    ['unheard_of', 'UnheardOfForConditionalGeneration', {}, seeing],
    ['RefinedWebModel', 'RWForCausalLM', {}, older],
  ]
  it.each(cases)('%s, %s %j', (type, className, others, why) => {
    const names = [type, className].filter((name) => name !== null).join(', ')
    const config = {
      ...(type && { model_type: type }),
      ...(className && { architectures: [className] }),
      ...others,
    }
    expect(refusal(config)).toBe(`config.json: the architecture ${names} is not supported: ${why}.`)
  })

  it('of which nothing is known: what can be opened is said', () => {
    expect(refusal({ model_type: 'xlnet', architectures: ['XLNetLMHeadModel'] })).toMatch(
      /^config\.json: the architecture xlnet, XLNetLMHeadModel is not supported; supported are GPT-2, .*, tracr\.$/,
    )
  })

  it('are listed once, and none of them can be opened', () => {
    const names = REFUSED_KINDS.flatMap(({ modelTypes }) => modelTypes.split(' '))
    expect(new Set(names).size).toBe(names.length)
    const open = Object.values(ARCHITECTURE_TABLE).flatMap(({ modelTypes }) => modelTypes)
    expect(names.filter((name) => open.includes(name))).toEqual([])
  })
})

describe('names that say different things', () => {
  const cases: [string, string][] = [
    ['llama', 'GPT2LMHeadModel'],
    ['llama', 'MambaForCausalLM'],
    ['mamba', 'LlamaForCausalLM'],
    ['gpt2', 'BertForSequenceClassification'],
  ]
  it.each(cases)('%s and %s', (type, className) => {
    expect(refusal({ model_type: type, architectures: [className] })).toBe(
      `config.json: model_type ${type} and architectures ${className} contradict each other; put the config.json of these weights beside them.`,
    )
  })
})

describe('heads that predict no tokens', () => {
  const ends =
    'ends in the head of a classifier and predicts no tokens; open the language model that it was made from'
  it.each([
    ['llama', 'LlamaForSequenceClassification', ' (LlamaForCausalLM)'],
    ['qwen2', 'Qwen2ForRewardModel', ' (Qwen2ForCausalLM)'],
    ['gpt2', 'GPT2ForTokenClassification', ' (GPT2LMHeadModel)'],
    ['internlm2', 'InternLM2ForRewardModel', ''],
  ])('%s, %s', (type, className, original) => {
    expect(refusal({ model_type: type, architectures: [className] })).toBe(
      `config.json: ${className} ${ends}${original}.`,
    )
  })
})

describe('quantised weights', () => {
  it.each([
    [{ quant_method: 'gptq', bits: 4 }, 'GPTQ'],
    [{ quant_method: 'awq' }, 'AWQ'],
    [{ quant_method: 'bitsandbytes', load_in_4bit: true }, 'bitsandbytes'],
    [{ load_in_8bit: true }, 'bitsandbytes'],
    [{ quant_method: 'fp8' }, 'FP8'],
    [{ quant_method: 'compressed-tensors' }, 'compressed-tensors'],
    [{ quant_method: 'mxfp4' }, 'MXFP4'],
    [{ bits: 4 }, '{"bits":4}'],
  ])('%j', (quantization_config, how) => {
    expect(refusal({ model_type: 'llama', quantization_config })).toBe(
      `config.json: the weights are quantised (${how}), and quantised weights are not read; open the model as it was before.`,
    )
  })
})
