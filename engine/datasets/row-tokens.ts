import { MAX_PROMPT_LENGTH, shown } from '../../contract'
import type { PromptProblem, PromptReading, PromptRow, Token } from '../../contract'
import { bosNotes } from './bos-notes'
import { hasSameIds, type Encode, type PromptContext } from './continuation'
import type { PromptModel } from './prompt-model'

/** Tokens of one field, and what is wrong with them. */
export interface FieldTokens {
  tokens: Token[]
  problems: string[]
}

/** How many words that a vocabulary lacks are named. */
const NAMED_WORDS = 8

/** Refused before it is tokenized, which takes the longer the longer the text is. */
export function tooLong(name: string, value: string | number[], most: number): FieldTokens {
  const unit = typeof value === 'string' ? 'characters' : 'token ids'
  const counts = `${value.length.toLocaleString('en-US')} ${unit}; at most ${most.toLocaleString('en-US')} are read`
  return { tokens: [], problems: [`${name} has ${counts}: shorten it.`] }
}

/** Turns the fields of rows into tokens of the model's own tokenizer. */
export class RowTokens {
  readonly model: PromptModel
  readonly reading: PromptReading

  constructor(model: PromptModel, reading: PromptReading) {
    this.model = model
    this.reading = reading
  }

  /** `name` is the field's name in messages: Clean or Corrupt. */
  prompt(name: string, value: PromptRow['clean']): FieldTokens {
    if (value.length === 0) return { tokens: [], problems: [`${name} is empty; type a prompt.`] }
    if (value.length > MAX_PROMPT_LENGTH) return tooLong(name, value, MAX_PROMPT_LENGTH)
    if (typeof value !== 'string') return this.fromIds(value)
    const { tokenizer } = this.model
    if (!tokenizer) return this.withoutTokenizer(name, value)
    const tokens = tokenizer.encode(value, this.reading.bos)
    if (tokens.length === 0)
      return {
        tokens,
        problems: [`${name} has no token: the tokenizer leaves white space out; type a prompt.`],
      }
    return { tokens, problems: [...this.unknownWords(value, tokens), ...this.outside(tokens)] }
  }

  /** How many tokens were put in front of a prompt's own: 1 for a BOS that the text does not begin with, of ids 0. */
  inFront(value: PromptRow['clean'], tokens: readonly Token[]): number {
    const { bos } = this.model.info.tokenizer ?? {}
    if (typeof value !== 'string' || !bos) return 0
    const [first, second] = tokens
    if (first?.id !== bos.id) return 0
    const isTyped = value.trimStart().startsWith(bos.text)
    return isTyped && second?.id !== bos.id ? 0 : 1
  }

  /** How a prompt is read, where that may surprise. */
  notesOn(value: PromptRow['clean'], tokens: readonly Token[]): string[] {
    const ofText = typeof value === 'string' ? (this.model.tokenizer?.notesOn(value) ?? []) : []
    const { tokenizer } = this.model.info
    return [...ofText, ...bosNotes(value, tokens, { tokenizer, choice: this.reading.bos })]
  }

  /** What an answer typed as text continues; null where no text gives the tokens of a prompt typed as ids. */
  context(value: PromptRow['clean'], tokens: Token[]): PromptContext | null {
    const tokenizer = this.model.tokenizer!
    if (typeof value === 'string') {
      return { encode: remembered((text) => tokenizer.encode(text, this.reading.bos)), text: value, tokens }
    }
    // Ids are taken as they are, so a BOS among them is part of the text.
    const encode = remembered((text) => tokenizer.encode(text, 'no'))
    const text = this.textsOfIds(tokens).find((text) => hasSameIds(encode(text), tokens))
    return text === undefined ? null : { encode, text, tokens }
  }

  /** Ids outside the vocabulary, and words that it does not have. */
  tokenProblems(text: string, tokens: readonly Token[]): string[] {
    return [...this.unknownWords(text, tokens), ...this.outside(tokens)]
  }

  fromIds(ids: number[]): FieldTokens {
    const tokens = ids.map((id) => ({ id, text: this.model.tokenText(id) }))
    return { tokens, problems: this.outside(tokens) }
  }

  /** Ids separated by spaces or commas: all that can be typed for a model without a tokenizer. */
  withoutTokenizer(name: string, text: string): FieldTokens {
    const parts = text.split(/[\s,[\]]+/).filter((part) => part !== '')
    if (parts.length > 0 && parts.every((part) => /^\d{1,9}$/.test(part)))
      return this.fromIds(parts.map(Number))
    const problem = `${name} must be token ids such as 0 2 1: the model has no tokenizer.`
    return { tokens: [], problems: [problem] }
  }

  /** Texts that may be what these tokens were made of. */
  private textsOfIds(tokens: Token[]): string[] {
    const { bos } = this.model.info.tokenizer ?? {}
    const hasBos = tokens.length > 0 && tokens[0].id === bos?.id
    const pieces = tokens.slice(hasBos ? 1 : 0).map(({ text }) => text)
    const joined = pieces.join('')
    // A vocabulary of SentencePiece begins a text with a space of its own; one of words has no spaces.
    return [joined, joined.replace(/^ /, ''), pieces.join(' ')].map((text) =>
      hasBos ? tokens[0].text + text : text,
    )
  }

  private outside(tokens: readonly Token[]): string[] {
    const last = this.model.info.vocabSize - 1
    const bad = tokens.find(({ id }) => id > last)
    if (!bad) return []
    const text = bad.text === String(bad.id) ? '' : ` (${quoted(bad.text)})`
    return [`Token id ${bad.id}${text} is outside the model's vocabulary (0 to ${last}).`]
  }

  private unknownWords(text: string, tokens: readonly Token[]): string[] {
    const { encodePlain, unknownId } = this.model.tokenizer!
    const isUnknown = (token: Token) => token.id === unknownId
    const unknownText = this.model.tokenizer!.textOf(unknownId)
    const typed = unknownText === null ? 0 : text.split(unknownText).length - 1 // <unk> itself may be in the text
    if (tokens.filter(isUnknown).length <= typed) return []
    const words = text.split(/\s+/).filter((word) => word !== '' && encodePlain(word).some(isUnknown))
    const unknown = [...new Set(words)]
    const more = unknown.length > NAMED_WORDS ? ` and ${unknown.length - NAMED_WORDS} more` : ''
    const named = unknown.slice(0, NAMED_WORDS).map(quoted).join(', ') || quoted(text)
    return [`The model's vocabulary does not have ${named}${more}; use other words.`]
  }
}

/** A continuation is looked at several times; the tokenizer reads each text once. */
function remembered(encode: Encode): Encode {
  const known = new Map<string, Token[]>()
  return (text) => {
    const found = known.get(text) ?? encode(text)
    known.set(text, found)
    return found
  }
}

export function tokenCount(count: number): string {
  return count === 1 ? '1 token' : `${count} tokens`
}

export function quoted(text: string): string {
  return shown(text)
}

/** Problems of one field as the contract wants them. */
export function asProblems(field: PromptProblem['field'], messages: string[]): PromptProblem[] {
  return messages.map((message) => ({ field, message }))
}
