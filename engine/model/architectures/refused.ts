import { shown } from '../../../contract'
import { isObject } from '../read-file'
import { configError } from '../settings/config-fields'

/** A kind of architectures that are left out: one reason for all of it, and the mend where there is one. */
export interface RefusedKind {
  /** ... is not supported: it is `what`. */
  what: string
  mend?: string
  /** As in config.json, apart by spaces. */
  modelTypes: string
  /** Of model types that are not listed. */
  classNames?: RegExp
  /** Settings by which a model of the kind is known whatever it is called. */
  isSaidBy?: (values: Values) => boolean
}

type Values = Record<string, unknown>

export const REFUSED_KINDS: readonly RefusedKind[] = [
  {
    what: 'stored as its makers had it before the Hugging Face library knew it',
    mend: 'open the files that its makers have published since then',
    modelTypes: 'phi-msft mixformer-sequential stablelm_epoch RefinedWeb RefinedWebModel',
  },
  {
    what: 'recurrent, in all layers or some: what a token sees of earlier ones is a state, not attention',
    modelTypes:
      'mamba mamba2 falcon_mamba jamba rwkv rwkv5 rwkv6 rwkv7 recurrent_gemma zamba zamba2 bamba xlstm nemotron_h falcon_h1 ' +
      'granitemoehybrid lfm2 lfm2_moe qwen3_next qwen3_5_text qwen3_5_moe_text kimi_linear minimax olmo_hybrid retnet stripedhyena',
  },
  {
    what: 'an encoder-decoder: two stacks of layers, where the graph has one',
    modelTypes:
      't5 mt5 umt5 longt5 byt5 t5gemma switch_transformers nllb-moe bart mbart plbart mvp led marian pegasus pegasus_x ' +
      'bigbird_pegasus blenderbot blenderbot-small m2m_100 prophetnet fsmt encoder-decoder vision-encoder-decoder ' +
      'speech-encoder-decoder whisper speech_to_text speecht5 moonshine pop2piano pix2struct udop',
    isSaidBy: ({ is_encoder_decoder: is }) => is === true,
  },
  {
    what: 'a model of images or sound besides text',
    mend: 'open the language model that is part of it, saved by itself',
    modelTypes:
      'llava llava_next llava_next_video llava_onevision video_llava vipllava gemma3 gemma3n gemma4 paligemma shieldgemma2 ' +
      'qwen2_vl qwen2_5_vl qwen3_vl qwen3_vl_moe qwen3_5 qwen3_5_moe qwen2_audio qwen2_5_omni qwen3_omni_moe mllama llama4 ' +
      'mistral3 pixtral voxtral idefics idefics2 idefics3 smolvlm blip blip-2 instructblip git clip siglip fuyu kosmos-2 ' +
      'chameleon emu3 janus internvl aria aya_vision cohere2_vision deepseek_vl deepseek_vl_hybrid florence2 glm4v glm4v_moe ' +
      'got_ocr2 granite_speech lfm2_vl ovis2 perception_lm phi3_v phi4_multimodal minicpmv molmo moshi musicgen',
    classNames: /ForConditionalGeneration$|ForImageTextToText$|ForVision2Seq$/,
    isSaidBy: (values) => ['vision_config', 'audio_config'].some((name) => isObject(values[name])),
  },
  {
    what: 'a mixture of experts: each token chooses the MLPs that compute it, so that there is no one graph',
    modelTypes:
      'mixtral qwen2_moe qwen3_moe olmoe flex_olmo phimoe deepseek_v2 deepseek_v3 deepseek_v32 deepseek_v4 gpt_oss granitemoe ' +
      'granitemoeshared dbrx llama4_text glm4_moe glm4_moe_lite glm_moe_dsa ernie4_5_moe exaone_moe hunyuan_v1_moe jetmoe ' +
      'dots1 longcat_flash minimax_m2 mimo_v2_flash cohere2_moe aria_text afmoe arctic grok-1',
    classNames: /MoeForCausalLM$|MoEForCausalLM$/,
    isSaidBy: (values) => EXPERT_COUNTS.some((name) => (values[name] as number) > 1),
  },
  {
    what: 'an encoder: it predicts no next token',
    modelTypes:
      'bert roberta roberta-prelayernorm distilbert albert electra deberta deberta-v2 modernbert eurobert xlm-roberta ' +
      'xlm-roberta-xl camembert flaubert xlm xmod mpnet mobilebert squeezebert convbert ibert nomic_bert big_bird longformer ' +
      'nystromformer funnel fnet rembert roformer luke megatron-bert ernie esm layoutlm layoutlmv2 layoutlmv3 tapas canine ' +
      'mra yoso data2vec-text vit',
    classNames: /ForMaskedLM$|ForPreTraining$/,
  },
]

const EXPERT_COUNTS = ['num_experts', 'num_local_experts', 'n_routed_experts', 'moe_num_experts']

/** Classes that end in another head than that of a language model. */
const OTHER_HEADS =
  /For(Sequence|Token|Image|Audio)Classification$|ForQuestionAnswering$|ForMultipleChoice$|Reward(Model|Head)?$|ForReward\w*$/

/** What is known of an architecture that can be opened. */
interface Row {
  title: string
  modelTypes: readonly string[]
  classNames: readonly [string, ...string[]]
}

/**
 * Says why a model is not opened: its names contradict each other, it has another head, or it is of a kind that is left
 * out; else what can be opened.
 * @throws PatchbayError (bad-input), always
 */
export function refuseArchitecture(values: Values, rows: readonly Row[]): never {
  const { modelType, className } = namesIn(values)
  const byType = rows.find((row) => row.modelTypes.includes(modelType as string))
  const byClass = rows.find((row) => row.classNames.includes(className as string))
  const isContradiction = byType ? (byClass ?? listed(baseOf(className))) : byClass && listed(modelType)
  if (isContradiction) {
    throw configError(
      `model_type ${nameShown(modelType)} and architectures ${nameShown(className)} contradict each other; put the config.json of these weights beside them`,
    )
  }
  if (typeof className === 'string' && OTHER_HEADS.test(className)) {
    const original = byType ? ` (${byType.classNames[0]})` : ''
    throw configError(
      `${nameShown(className)} ends in the head of a classifier and predicts no tokens; open the language model that it was made from${original}`,
    )
  }
  const names = [modelType, className].filter((name) => name !== undefined).map(nameShown)
  const found = `the architecture ${names.join(', ')} is not supported`
  const kind = kindOf(values)
  if (kind) throw configError([`${found}: it is ${kind.what}`, kind.mend].filter(Boolean).join('; '))
  throw configError(`${found}; supported are ${titlesOf(rows)}`)
}

/** What people call them. */
export const titlesOf = (rows: readonly Row[]) => rows.map(({ title }) => title).join(', ')

/** The first of `architectures` names the class of the model. */
export function namesIn({
  model_type: modelType,
  architectures,
}: Values): Record<'modelType' | 'className', unknown> {
  const className: unknown = Array.isArray(architectures) ? architectures[0] : undefined
  return { modelType: modelType ?? undefined, className }
}

/** By its model type, or by the one that its class is named after; else by what its settings or its class show. */
function kindOf(values: Values): RefusedKind | undefined {
  const { modelType, className } = namesIn(values)
  return (
    listed(modelType) ??
    listed(baseOf(className)) ??
    REFUSED_KINDS.find(({ isSaidBy }) => isSaidBy?.(values)) ??
    REFUSED_KINDS.find(({ classNames }) => typeof className === 'string' && classNames?.test(className))
  )
}

function listed(name: unknown): RefusedKind | undefined {
  if (typeof name !== 'string') return undefined
  return REFUSED_KINDS.find(({ modelTypes }) =>
    modelTypes.split(' ').some((type) => bare(type) === bare(name)),
  )
}

/** `Mixtral` of `MixtralForCausalLM` */
function baseOf(className: unknown): unknown {
  return typeof className === 'string' ? className.replace(/(LMHead)?Model$|For[A-Z]\w+$/, '') : undefined
}

/** `qwen2_moe` and the `Qwen2Moe` of its classes are one name. */
const bare = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

const METHODS: Readonly<Record<string, string>> = {
  gptq: 'GPTQ',
  awq: 'AWQ',
  bitsandbytes: 'bitsandbytes',
  fp8: 'FP8',
  fbgemm_fp8: 'FP8',
  mxfp4: 'MXFP4',
  hqq: 'HQQ',
  aqlm: 'AQLM',
  eetq: 'EETQ',
  quanto: 'Quanto',
  bitnet: 'BitNet',
}

/** @throws PatchbayError (bad-input) where config.json says that the weights are quantised, and how. */
export function refuseQuantised({ quantization_config: quantised = null }: Values): void {
  if (quantised === null) return
  const method = isObject(quantised) ? (quantised.quant_method ?? bitsAndBytes(quantised)) : undefined
  const how = typeof method === 'string' ? (METHODS[method] ?? nameShown(method)) : shown(quantised)
  throw configError(
    `the weights are quantised (${how}), and quantised weights are not read; open the model as it was before`,
  )
}

/** Its first versions did not write the method. */
const bitsAndBytes = (quantised: Values) =>
  quantised.load_in_4bit === true || quantised.load_in_8bit === true ? 'bitsandbytes' : undefined

/** A name as a file gives it; any other value as JSON. */
function nameShown(name: unknown): string {
  return typeof name === 'string' && name.length <= 80 ? name : shown(name)
}
