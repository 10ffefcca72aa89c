import { shown } from '../../../contract'
import { absentTokens, countedOn, withAddedTokens } from './all-added-tokens'
import { byteLevelClass } from './byte-level-files'
import { isObject } from '../read-file'

type Json = Record<string, unknown>

/** tokenizer.json as the Python library uses it, and notes on the differences. */
export interface EffectiveTokenizer {
  json: Json
  warnings: string[]
}

/** Classes for which the Python library takes tokenizer.json unchanged, whatever `add_prefix_space` says. */
const AS_FILED = new Set(['PreTrainedTokenizerFast', 'TokenizersBackend'])
/** Classes that put no space in front unless set to, whatever tokenizer.json says; also with 'Fast' at the end. */
const NO_PREFIX = new Set(['GPT2Tokenizer', 'CodeGenTokenizer', 'GPTNeoXTokenizer', 'Qwen2Tokenizer'])
/** Where neither file names a class; of all other architectures tokenizer.json is taken unchanged. */
const CLASS_OF_MODEL_TYPE = new Map<unknown, string>([
  ...['gpt2', 'gpt_neo', 'gptj', 'codegen', 'opt', 'phi', 'starcoder2'].map(
    (type) => [type, 'GPT2Tokenizer'] as const,
  ),
  ...['gpt_neox', 'mpt', 'olmo'].map((type) => [type, 'GPTNeoXTokenizer'] as const),
  ...['qwen2', 'qwen3'].map((type) => [type, 'Qwen2Tokenizer'] as const),
])
const LLAMA_CLASSES = new Set(['LlamaTokenizer', 'LlamaTokenizerFast'])

/**
 * What tokenizer_config.json changes of tokenizer.json: a space in front of texts, and tokens that are found in the
 * text before it is looked up in the vocabulary. `name`: the tokenizer's class.
 */
export function effectiveTokenizer(json: Json, settings: Json, name: string): EffectiveTokenizer {
  const warnings: string[] = []
  let changed = withAddedTokens(json, settings)
  const counted = countedOn(changed)
  changed = counted.json
  warnings.push(
    ...counted.warnings,
    ...rulesWarning(json, name),
    ...codeWarning(settings),
    ...absentTokens(changed, settings),
  )
  const prefix = settings.add_prefix_space ?? (NO_PREFIX.has(name.replace(/Fast$/, '')) ? false : undefined)
  if (typeof prefix === 'boolean' && spacesOf(changed, prefix) !== changed) {
    if (AS_FILED.has(name)) {
      warnings.push(
        `tokenizer_config.json says "add_prefix_space": ${prefix}, tokenizer.json does otherwise: as the Python library does for the class ${name}, tokenizer.json is followed.`,
      )
    } else changed = spacesOf(changed, prefix)
  }
  return { json: changed, warnings }
}

/** Whether texts that begin with a space, or follow a special token, are read differently by versions of the Python library. */
export function isLegacyLlama(json: Json, name: string): boolean {
  return LLAMA_CLASSES.has(name) && partsOf(json.normalizer).some(isPrepend)
}

/** Whether the class is made from tokenizer.json alone. */
export function isWithoutFiles(name: string): boolean {
  return AS_FILED.has(name)
}

/** The class whose rules hold, by the rule of the Python library: tokenizer_config.json, config.json, the architecture. */
export function tokenizerClass(settings: Json, modelConfig: Json): string {
  const names = [
    settings.tokenizer_class,
    modelConfig.tokenizer_class,
    CLASS_OF_MODEL_TYPE.get(modelConfig.model_type),
  ]
  return names.find((name) => typeof name === 'string') ?? 'PreTrainedTokenizerFast'
}

/** What contradicts `add_bos_token`, as a sentence. `addsBos`: whether tokenizer.json puts BOS in front. */
export function bosWarning(settings: Json, addsBos: boolean): string[] {
  const wanted = settings.add_bos_token
  if (typeof wanted !== 'boolean' || wanted === addsBos) return []
  const does = addsBos ? 'puts a BOS in front of texts' : 'puts no BOS in front of texts'
  const mend = addsBos ? 'no' : 'yes'
  return [
    `tokenizer_config.json says "add_bos_token": ${wanted}, but tokenizer.json ${does} and is followed: choose BOS "${mend}" for the other way.`,
  ]
}

/** What an EOS at the end would do: the answer would be read after it. */
export function eosWarning({ add_eos_token: wanted }: Json): string[] {
  if (wanted !== true) return []
  return [
    'tokenizer_config.json says "add_eos_token": true, but prompts end with their last token here: the answer is what follows it, not what follows an EOS.',
  ]
}

/** From version 5 on, the Python library takes these parts from the class of a tokenizer, whatever the file has. */
function rulesWarning(json: Json, name: string): string[] {
  const rules = byteLevelClass(name)
  if (rules === null) return []
  const parts: [string, unknown, unknown][] = [
    ['normalizer', json.normalizer, rules.normalizer],
    ['pre_tokenizer', json.pre_tokenizer, rules.preTokenizer],
  ]
  const others = parts.filter(([, filed, ofClass]) => partText(filed) !== partText(ofClass))
  if (others.length === 0) return []
  const names = others.map(([part]) => part).join(' and ')
  return [
    `tokenizer.json has another ${names} than the class ${name} in the Python library from version 5 on: it is followed, as in version 4.`,
  ]
}

/** Without what is said elsewhere or changes no token, and without defaults. */
function partText(part: unknown): string {
  return JSON.stringify(part ?? null, (key, value: unknown) =>
    key === 'add_prefix_space' ||
    key === 'trim_offsets' ||
    (key === 'use_regex' && value === true) ||
    (key === 'invert' && value === false)
      ? undefined
      : value,
  )
}

/** A tokenizer's own code is never run. */
function codeWarning({ auto_map: code }: Json): string[] {
  if (code === undefined || code === null) return []
  return [
    `tokenizer_config.json: auto_map ${shown(code)} names Python code that comes with the tokenizer. It is not run: if that code reads a text otherwise than tokenizer.json says, the tokens here are others.`,
  ]
}

/** The same object where nothing is to be changed. */
function spacesOf(json: Json, wanted: boolean): Json {
  const pre = changeParts(json.pre_tokenizer, 'pretokenizers', (part) => {
    if (part.type === 'ByteLevel' && (part.add_prefix_space ?? false) !== wanted)
      return { ...part, add_prefix_space: wanted }
    if (part.type !== 'Metaspace') return part
    const scheme = part.prepend_scheme ?? (part.add_prefix_space === false ? 'never' : 'always')
    if (wanted === (scheme !== 'never')) return part
    return { ...part, add_prefix_space: wanted, prepend_scheme: wanted ? 'always' : 'never' }
  })
  const normalizer = wanted
    ? json.normalizer
    : changeParts(json.normalizer, 'normalizers', (part) => (isPrepend(part) ? null : part))
  if (pre === json.pre_tokenizer && normalizer === json.normalizer) return json
  return { ...json, pre_tokenizer: pre ?? null, normalizer: normalizer ?? null }
}

function isPrepend(part: unknown): boolean {
  return isObject(part) && part.type === 'Prepend' && part.prepend === '▁'
}

function partsOf(part: unknown): unknown[] {
  if (!isObject(part)) return []
  return Array.isArray(part.normalizers) ? part.normalizers : [part]
}

/** Of one part or a Sequence of them; null takes a part out. */
function changeParts(part: unknown, list: string, change: (part: Json) => Json | null): unknown {
  if (!isObject(part)) return part
  const inner = part[list]
  if (!Array.isArray(inner)) return change(part)
  const changed = inner.map((one) => (isObject(one) ? change(one) : (one as unknown)))
  if (changed.every((one, at) => one === inner[at])) return part
  return { ...part, [list]: changed.filter((one) => one !== null) }
}
