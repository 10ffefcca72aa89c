import type { Token } from '../../contract'
import { continuationOf, cutContext, type Continuation, type PromptContext } from './continuation'
import { quoted, tokenCount } from './row-tokens'

type NoToken = Exclude<Continuation, { kind: 'token' }>

/** Why an answer is not one token after this prompt, with what it is instead and what to do. `name`: `Answer "42"`. */
export function whyNoToken(name: string, context: PromptContext, text: string, found: NoToken): string {
  switch (found.kind) {
    case 'nothing':
      return `${name} adds no token to this prompt: choose another word.`
    case 'several': {
      const pieces = `${tokenCount(found.tokens.length)} (${list(found.tokens)})`
      return `${name} has ${pieces}, but must be one: ${adviceForSeveral(context, text, found.tokens)}.`
    }
    case 'merges': {
      const { lost, tokens } = found
      const last = lost.length === 1 ? 'the last token' : `the last ${lost.length} tokens`
      const what = `${name} merges with ${last} of this prompt (${list(lost)}) into ${list(tokens)}`
      return `${what}: ${adviceForMerge(context, text, found)}.`
    }
  }
}

function list(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => quoted(text)).join(', ')
}

/** The same word with or without its leading space, where that is one token; no second space after one. */
function otherSpacing(context: PromptContext, text: string): string | null {
  if (/\s$/.test(context.text)) return null
  const other = text.startsWith(' ') ? text.trimStart() : ` ${text}`
  if (other === '' || continuationOf(context, other).kind !== 'token') return null
  return `write ${quoted(other)} (${other.startsWith(' ') ? 'with a' : 'without the'} leading space)`
}

function adviceForSeveral(context: PromptContext, text: string, pieces: readonly Token[]): string {
  const other = otherSpacing(context, text)
  if (other !== null) return other
  const first = pieces[0]
  const alone = first.text.trim() === '' ? null : continuationOf(context, first.text)
  if (alone?.kind === 'token' && alone.token.id === first.id) {
    return `write its first token, ${quoted(first.text)}, or choose another word`
  }
  return 'choose another word'
}

/** The prompt may end one word earlier, where the tokenizer continues with the merged token. */
function adviceForMerge(
  context: PromptContext,
  text: string,
  { lost, tokens }: Extract<NoToken, { kind: 'merges' }>,
): string {
  const other = otherSpacing(context, text)
  if (other !== null) return other
  const shorter = cutContext(context, context.tokens.length - lost.length)
  if (shorter !== null && tokens.length > 0 && tokens[0].text.trim() !== '') {
    const after = continuationOf(shorter, tokens[0].text)
    if (after.kind === 'token' && after.token.id === tokens[0].id) {
      return `end the prompt before ${quoted(lost[0].text)} and answer ${quoted(tokens[0].text)}, or choose another word`
    }
  }
  return 'choose another word, or give a token id'
}
