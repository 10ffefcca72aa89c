import { extname, join } from 'node:path'
import { shown } from '../../../contract'

/** Where a model's tokenizer is stored. */
export interface TokenizerFiles {
  /** tokenizer.json, or the vocabulary of GPT-2's kind with its merges. */
  stored: { kind: 'json'; path: string } | { kind: 'byte-level'; vocab: string; merges: string }
  /** tokenizer_config.json. */
  settings: string | null
  /** Older files that say what tokenizer_config.json does not; read with vocab.json only. */
  specialTokens: string | null
  addedTokens: string | null
}

/** The tokenizer among the files `names` of a folder; null where there is none that is read. */
export function findTokenizer(folder: string, names: readonly string[]): TokenizerFiles | null {
  const optional = (name: string) => (names.includes(name) ? join(folder, name) : null)
  const settings = optional('tokenizer_config.json')
  const json = optional('tokenizer.json')
  if (json !== null)
    return { stored: { kind: 'json', path: json }, settings, specialTokens: null, addedTokens: null }
  const [vocab, merges] = [optional('vocab.json'), optional('merges.txt')]
  if (vocab === null || merges === null) return null
  return {
    stored: { kind: 'byte-level', vocab, merges },
    settings,
    specialTokens: optional('special_tokens_map.json'),
    addedTokens: optional('added_tokens.json'),
  }
}

/** All files that decide how a text is read, in the order in which they count for the model's hash. */
export function filesOf({ stored, settings, specialTokens, addedTokens }: TokenizerFiles): string[] {
  const own = stored.kind === 'json' ? [stored.path] : [stored.vocab, stored.merges]
  return [...own, settings, specialTokens, addedTokens].filter((path) => path !== null)
}

const NO_TEXT = 'prompts and answers must be token ids'

/** What is said of a model without a tokenizer that is read: how one is made of the files that are there. */
export function withoutTokenizer(
  folder: string,
  names: readonly string[],
  modelConfig: Record<string, unknown>,
): string {
  const other = names.find((name) => OTHER_KIND.test(name) || extname(name) === '.tiktoken')
  if (other !== undefined) {
    // Without a class the library leaves out the space that SentencePiece puts in front of a text.
    const first = names.includes('tokenizer_config.json')
      ? ''
      : ', once a tokenizer_config.json there names its tokenizer_class (e.g. LlamaTokenizer)'
    return `${other} is not read as a tokenizer: ${NO_TEXT}. ${convertTokenizer(folder)}${first}.`
  }
  const none = `There is no tokenizer.json beside the weights: ${NO_TEXT}.`
  const [name, why] = lensTokenizer(modelConfig) ?? []
  if (name === undefined) return none
  const get = `T.from_pretrained(${shown(name)}).save_pretrained(${JSON.stringify(folder)})`
  return `${none} ${why}; for texts, put it there, in Python: from transformers import AutoTokenizer as T; ${get}.`
}

const GPT2_TOKENS = 50257

/** The tokenizer of a model of TransformerLens, which is not saved with it, and how that is known. */
function lensTokenizer({
  tokenizer_name: name,
  d_vocab: vocabSize,
}: Record<string, unknown>): [string, string] | null {
  if (typeof name === 'string' && name !== '')
    return [name, `config.json names the tokenizer ${shown(name)} (tokenizer_name)`]
  if (vocabSize !== GPT2_TOKENS) return null
  return ['gpt2', `config.json names none (tokenizer_name), and d_vocab ${GPT2_TOKENS} is that of "gpt2"`]
}

/** What is assumed of the tokenizer beside a model of TransformerLens. `settings`: tokenizer_config.json. */
export function assumedOfLens(
  modelConfig: Record<string, unknown>,
  settings: Record<string, unknown>,
  canPrepend: boolean,
): string[] {
  const { tokenizer_name: name, default_prepend_bos: prepends } = modelConfig
  const notes: string[] = []
  if (typeof name === 'string' && settings.name_or_path !== name)
    notes.push(
      `config.json names the tokenizer ${shown(name)} (tokenizer_name): the one beside the weights is assumed to be that.`,
    )
  if (prepends === true && canPrepend)
    notes.push(
      'config.json says "default_prepend_bos": true, but the tokenizer puts no BOS in front of texts: choose BOS "yes" for the tokens that TransformerLens reads.',
    )
  return notes
}

const OTHER_KIND =
  /^(tokenizer\.model(\.v\d+)?|tekken\.json|spiece\.model|spm\.model|sentencepiece\.bpe\.model|vocab\.txt)$/

/** How the Python library writes tokenizer.json from any of its own kinds. */
export function convertTokenizer(folder: string): string {
  const quoted = JSON.stringify(folder)
  return `For texts, write tokenizer.json there, in Python: from transformers import AutoTokenizer as T; T.from_pretrained(${quoted}).save_pretrained(${quoted})`
}
