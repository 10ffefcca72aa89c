import { Tokenizer, type Normalizer } from '@huggingface/tokenizers'
import { isObject } from '../read-file'
import { asByteLetters } from './byte-letters'

type Normalize = (text: string) => string
type Json = Record<string, unknown>

/**
 * The normalizer of a tokenizer.json. The library's JavaScript differs from the definition of the format (the Rust
 * implementation) in the kinds written out here: other white space, letters beyond U+FFFF cut in two, capitals that
 * depend on their neighbours; and it lacks two. null: the text is taken as it is.
 * @throws Error for a part that nobody knows.
 */
export function normalizerOf(part: unknown): Normalize | null {
  if (!isObject(part)) return null
  switch (part.type) {
    case 'Sequence': {
      const steps = (Array.isArray(part.normalizers) ? part.normalizers : []).map(normalizerOf)
      return (text) => steps.reduce((read, step) => (step === null ? read : step(read)), text)
    }
    case 'Strip':
      return stripped(part)
    case 'StripAccents':
      return (text) => text.replace(/\p{M}/gu, '')
    case 'Lowercase':
      return lowercase
    case 'ByteLevel':
      return asByteLetters
    case 'Nmt':
      return (text) => text.replace(NMT_REMOVED, '').replace(NMT_SPACES, ' ')
    case 'BertNormalizer':
      return bert(part)
    default:
      return ofLibrary(part)
  }
}

function ofLibrary(part: Json): Normalize {
  const empty = { pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] }
  const model = { type: 'WordLevel', vocab: {} }
  const library: Normalizer | null = new Tokenizer({ ...empty, model, normalizer: part }, {}).normalizer
  return (text) => (library === null ? text : library.normalize(text))
}

function stripped(part: Json): Normalize {
  const left = part.strip_left === false ? (text: string) => text : replacing(/^\p{White_Space}+/u)
  const right = part.strip_right === false ? (text: string) => text : withoutSpaceAtEnd
  return (text) => right(left(text))
}

const replacing = (pattern: RegExp) => (text: string) => text.replace(pattern, '')

/** Spaces as Unicode has them, not as JavaScript has them. A pattern that ends with $ would be tried at every space. */
export function withoutSpaceAtEnd(text: string): string {
  let end = text.length
  while (end > 0 && WHITE_SPACE.test(text[end - 1])) end--
  return text.slice(0, end)
}

export const WHITE_SPACE = /\p{White_Space}/u

/** Each letter by itself: a sigma at the end of a word is not another one. */
function lowercase(text: string): string {
  let lower = ''
  for (const letter of text) lower += letter.toLowerCase()
  return lower
}

// SentencePiece's rule: most control characters go, others and odd spaces become ' '.
// oxlint-disable-next-line no-control-regex
const NMT_REMOVED = /[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]/g
const NMT_SPACES = /[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/g

function bert(part: Json): Normalize {
  const isLower = part.lowercase !== false
  const stripsAccents = typeof part.strip_accents === 'boolean' ? part.strip_accents : isLower
  const steps: Normalize[] = []
  if (part.clean_text !== false) steps.push(cleaned)
  if (part.handle_chinese_chars !== false) steps.push((text) => text.replace(IDEOGRAPHS, ' $& '))
  if (stripsAccents) steps.push((text) => text.normalize('NFD').replace(/\p{Mn}/gu, ''))
  if (isLower) steps.push(lowercase)
  return (text) => steps.reduce((read, step) => step(read), text)
}

function cleaned(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu, '').replace(/\p{White_Space}/gu, ' ')
}

const IDEOGRAPHS =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu
