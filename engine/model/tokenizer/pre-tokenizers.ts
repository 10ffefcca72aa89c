import { SplitPreTokenizer, Tokenizer } from '@huggingface/tokenizers'
import { shown } from '../../../contract'
import { isObject } from '../read-file'
import { asByteLetters } from './byte-letters'

/** A part of a text on its way to the vocabulary. */
export interface Piece {
  text: string
  /** It begins where the whole text begins. */
  isFirst: boolean
}

export type PreTokenize = (piece: Piece) => Piece[]

/**
 * The pre-tokenizer of a tokenizer.json. The library's own JavaScript parts differ from the definition of the format
 * (the Rust implementation) in the kinds written out here: it knows two of the five behaviours of Split, joins
 * punctuation, takes letters and digits for ASCII, has other white space, and never splits at Metaspace.
 * @throws Error for a part that nobody knows.
 */
export function preTokenizerOf(part: unknown): PreTokenize {
  if (!isObject(part)) return (piece) => [piece]
  switch (part.type) {
    case 'Sequence': {
      const steps = (Array.isArray(part.pretokenizers) ? part.pretokenizers : []).map(preTokenizerOf)
      return inTurn(...steps)
    }
    case 'Metaspace':
      return metaspace(part)
    case 'Split':
      return splitAt(patternOf(part), part.behavior, part.invert === true)
    case 'Punctuation':
      return splitAt(PUNCTUATION, part.behavior ?? 'Isolated', false)
    case 'Digits':
      return splitAt(/\p{N}/gu, part.individual_digits === true ? 'Isolated' : 'Contiguous', false)
    case 'Whitespace':
      return splitAt(
        /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d\p{White_Space}]+/gu,
        'Removed',
        true,
      )
    case 'WhitespaceSplit':
      return splitAt(/\p{White_Space}/gu, 'Removed', false)
    case 'BertPreTokenizer':
      return inTurn(splitAt(/\p{White_Space}/gu, 'Removed', false), splitAt(PUNCTUATION, 'Isolated', false))
    case 'ByteLevel':
      return byteLevel(part)
    case 'FixedLength':
      return splitAt(pieceOfLength(part.length ?? 5), 'Isolated', false)
    case 'CharDelimiterSplit':
      return splitAt(literally(part.delimiter), 'Removed', false)
    default:
      return ofLibrary(part)
  }
}

const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu
/** GPT-2's: contractions, words, numbers and other signs with the space before them, and white space. */
const GPT2_PARTS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu

function inTurn(...steps: PreTokenize[]): PreTokenize {
  return (piece) => steps.reduce((pieces, step) => pieces.flatMap(step), [piece])
}

/** Bytes as letters, of the parts that GPT-2's pattern finds or of the whole. */
function byteLevel(part: Record<string, unknown>): PreTokenize {
  const split = part.use_regex === false ? null : splitAt(GPT2_PARTS, 'Isolated', false)
  return ({ text, isFirst }) => {
    const piece = {
      text: part.add_prefix_space === true && !text.startsWith(' ') ? ` ${text}` : text,
      isFirst,
    }
    const pieces = split ? split(piece) : [piece]
    return pieces.map((one) => ({ ...one, text: asByteLetters(one.text) }))
  }
}

function pieceOfLength(length: unknown): RegExp {
  if (Number.isSafeInteger(length) && (length as number) > 0 && (length as number) <= LONGEST_PIECE)
    return new RegExp(`[^]{1,${String(length)}}`, 'gu')
  throw new Error(`FixedLength has the length ${shown(length, 40)}, which is not a whole number above 0`)
}

const LONGEST_PIECE = 100_000

function literally(delimiter: unknown): RegExp {
  if (typeof delimiter === 'string' && delimiter !== '')
    return new RegExp(delimiter.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'), 'gu')
  throw new Error(`CharDelimiterSplit has the delimiter ${shown(delimiter, 40)}, which is not a character`)
}

function ofLibrary(part: Record<string, unknown>): PreTokenize {
  const empty = { normalizer: null, post_processor: null, decoder: null, added_tokens: [] }
  const model = { type: 'WordLevel', vocab: {} }
  const library = new Tokenizer({ ...empty, model, pre_tokenizer: part }, {}).pre_tokenizer
  if (library === null) return (piece) => [piece]
  return ({ text, isFirst }) =>
    library.pre_tokenize(text).map((piece, at) => ({ text: piece, isFirst: isFirst && at === 0 }))
}

/** A pattern as the library translates it from Oniguruma's language. */
function patternOf(part: Record<string, unknown>): RegExp {
  const settings = part as unknown as ConstructorParameters<typeof SplitPreTokenizer>[0]
  const { pattern } = new SplitPreTokenizer(settings)
  if (pattern === null) throw new Error('a Split without a pattern')
  return pattern
}

/** SentencePiece's spaces: '▁' for each, and one in front of the text, of the first part of it, or of none. */
function metaspace(part: Record<string, unknown>): PreTokenize {
  const mark = typeof part.replacement === 'string' ? part.replacement : '▁'
  const scheme = part.prepend_scheme ?? (part.add_prefix_space === false ? 'never' : 'always')
  const split =
    part.split === false
      ? null
      : splitAt(new RegExp(`\\u{${mark.codePointAt(0)!.toString(16)}}`, 'gu'), 'MergedWithNext', false)
  return ({ text, isFirst }) => {
    const marked = text.replaceAll(' ', mark)
    const begins = scheme === 'always' || (scheme === 'first' && isFirst)
    const piece = { text: begins && !marked.startsWith(mark) ? mark + marked : marked, isFirst }
    return split ? split(piece) : [piece]
  }
}

interface Segment {
  text: string
  isMatch: boolean
}

function splitAt(pattern: RegExp, behavior: unknown, isInverted: boolean): PreTokenize {
  const join = JOINS[String(behavior)]
  if (!join) throw new Error(`Split has an unknown behavior: ${String(behavior)}`)
  return ({ text, isFirst }) => {
    const segments = segmentsOf(text, pattern).map((one) => ({ ...one, isMatch: one.isMatch !== isInverted }))
    const isHead = segments[0]?.isMatch !== true || behavior !== 'Removed'
    return join(segments)
      .filter((piece) => piece !== '')
      .map((piece, at) => ({ text: piece, isFirst: isFirst && isHead && at === 0 }))
  }
}

/** Matches and what is between them. A match of nothing divides, but for one where the match before it ended. */
function segmentsOf(text: string, pattern: RegExp): Segment[] {
  const segments: Segment[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '' && match.index === end && segments.length > 0) continue
    if (match.index > end) segments.push({ text: text.slice(end, match.index), isMatch: false })
    segments.push({ text: match[0], isMatch: true })
    end = match.index + match[0].length
  }
  if (end < text.length) segments.push({ text: text.slice(end), isMatch: false })
  return segments
}

/** What becomes of the matches of a Split. */
const JOINS: Record<string, (segments: Segment[]) => string[]> = {
  Removed: (segments) => segments.filter(({ isMatch }) => !isMatch).map(({ text }) => text),
  Isolated: (segments) => segments.map(({ text }) => text),
  Contiguous: (segments) => joined(segments, (before, one) => before.isMatch === one.isMatch),
  MergedWithPrevious: (segments) => joined(segments, (before, one) => one.isMatch && !before.isMatch),
  MergedWithNext: (segments) => joined(segments, (before, one) => before.isMatch && !one.isMatch),
}

/** Neighbours side by side become one where `belong` says so of the two segments that meet. */
function joined(segments: Segment[], belong: (before: Segment, one: Segment) => boolean): string[] {
  const pieces: string[] = []
  segments.forEach((one, at) => {
    if (at > 0 && belong(segments[at - 1], one)) pieces[pieces.length - 1] += one.text
    else pieces.push(one.text)
  })
  return pieces
}
