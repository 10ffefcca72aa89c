import { isObject } from '../read-file'

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
