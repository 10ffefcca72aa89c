import type { BosChoice, PromptProblem, PromptRow, Token } from '../../contract'
import type { PromptModel } from './prompt-model'

/** Tokens of one field, and what is wrong with them. */
export interface FieldTokens {
  tokens: Token[]
  problems: string[]
}

/**
 * Turns the fields of rows into tokens. Answers are remembered: a set of greater-than prompts asks for the
 * same hundred of them in every row.
 */
export class RowTokens {
  private readonly answers = new Map<string, FieldTokens>()
  private readonly model: PromptModel
  private readonly bos: BosChoice

  constructor(model: PromptModel, bos: BosChoice) {
    this.model = model
    this.bos = bos
  }

  /** `name` is the field's name in messages: Clean or Corrupt. */
  prompt(name: string, value: PromptRow['clean']): FieldTokens {
    if (value.length === 0) return { tokens: [], problems: [`${name} is empty; type a prompt.`] }
    if (typeof value !== 'string') return this.fromIds(value)
    const { tokenizer } = this.model
    if (!tokenizer) return this.withoutTokenizer(name, value)
    const tokens = tokenizer.encode(value, this.bos)
    return { tokens, problems: [...this.unknownWords(value, tokens), ...this.outside(tokens)] }
  }

  /** `name` is the field's name in messages: Answer or Wrong answer. */
  answer(name: string, value: string | number): FieldTokens {
    // The id 5 and the text "5" are two things, and the sentences of a problem name the field.
    const key = `${name} ${typeof value} ${value}`
    const known = this.answers.get(key)
    if (known) return known
    const found = typeof value === 'number' ? this.fromIds([value]) : this.answerText(name, value)
    this.answers.set(key, found)
    return found
  }

  /**
   * The same answer with its leading space, where that is another single token: after a prompt that does not
   * end in a space, a byte-level vocabulary goes on with that one. Null where there is nothing to remark.
   */
  spacedAnswer(prompt: PromptRow['clean'], value: string | number): string | null {
    const { tokenizer } = this.model
    if (!tokenizer || typeof value !== 'string' || typeof prompt !== 'string') return null
    if (/^\s|^$/.test(value) || /\s$/.test(prompt)) return null
    const bare = tokenizer.encodeAnswer(value)
    const spaced = tokenizer.encodeAnswer(` ${value}`)
    const isOther = bare.length === 1 && spaced.length === 1 && bare[0].id !== spaced[0].id
    return isOther && spaced[0].id !== tokenizer.unknownId ? ` ${value}` : null
  }

  private answerText(name: string, text: string): FieldTokens {
    if (text === '') return { tokens: [], problems: [`${name} is empty; type one token.`] }
    const { tokenizer } = this.model
    if (!tokenizer) return oneToken(name, text, this.withoutTokenizer(name, text), '')
    const tokens = tokenizer.encodeAnswer(text)
    const problems = [...this.unknownWords(text, tokens), ...this.outside(tokens)]
    return oneToken(name, text, { tokens, problems }, this.suggestion(text))
  }

  /** The same word with or without its leading space, where that is one token. */
  private suggestion(text: string): string {
    const other = text.startsWith(' ') ? text.trimStart() : ` ${text}`
    const tokens = this.model.tokenizer!.encodeAnswer(other)
    if (tokens.length !== 1 || tokens[0].id === this.model.tokenizer!.unknownId) return 'choose another word'
    return `write ${quoted(other)} (${other.startsWith(' ') ? 'with a' : 'without the'} leading space)`
  }

  private fromIds(ids: number[]): FieldTokens {
    const tokens = ids.map((id) => ({ id, text: this.model.tokenText(id) }))
    return { tokens, problems: this.outside(tokens) }
  }

  /** Ids separated by spaces or commas: all that can be typed for a model without a tokenizer. */
  private withoutTokenizer(name: string, text: string): FieldTokens {
    const parts = text.split(/[\s,[\]]+/).filter((part) => part !== '')
    if (parts.length > 0 && parts.every((part) => /^\d{1,9}$/.test(part)))
      return this.fromIds(parts.map(Number))
    const problem = `${name} must be token ids such as 0 2 1: the model has no tokenizer.`
    return { tokens: [], problems: [problem] }
  }

  private outside(tokens: Token[]): string[] {
    const last = this.model.info.vocabSize - 1
    const bad = tokens.find(({ id }) => id > last)
    return bad ? [`Token id ${bad.id} is outside the model's vocabulary (0 to ${last}).`] : []
  }

  private unknownWords(text: string, tokens: Token[]): string[] {
    const { encodeAnswer, unknownId } = this.model.tokenizer!
    const isUnknown = (token: Token) => token.id === unknownId
    const unknownText = this.model.tokenizer!.textOf(unknownId)
    const typed = unknownText === null ? 0 : text.split(unknownText).length - 1 // <unk> itself may stand in the text
    if (tokens.filter(isUnknown).length <= typed) return []
    const words = text.split(/\s+/).filter((word) => word !== '' && encodeAnswer(word).some(isUnknown))
    const named = [...new Set(words)].map(quoted).join(', ') || quoted(text)
    return [`The model's vocabulary does not have ${named}; use other words.`]
  }
}

function oneToken(name: string, text: string, found: FieldTokens, mend: string): FieldTokens {
  if (found.problems.length > 0 || found.tokens.length === 1) return found
  const pieces = found.tokens.map((token) => quoted(token.text)).join(', ')
  const count = tokenCount(found.tokens.length)
  const what = `${name} ${quoted(text)} has ${count} (${pieces}), but must be one`
  return { ...found, problems: [mend === '' ? `${what}.` : `${what}: ${mend}.`] }
}

export function tokenCount(count: number): string {
  return count === 1 ? '1 token' : `${count} tokens`
}

export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** Problems of one field as the contract wants them. */
export function asProblems(field: PromptProblem['field'], messages: string[]): PromptProblem[] {
  return messages.map((message) => ({ field, message }))
}
