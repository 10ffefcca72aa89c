import type { BosChoice, PromptRow, Token, TokenizerInfo } from '../../contract'

/** Surprises at the beginning of a prompt: BOS twice, or ids that begin differently from texts. */
export function bosNotes(
  value: PromptRow['clean'],
  tokens: readonly Token[],
  { tokenizer, choice }: { tokenizer: TokenizerInfo | null; choice: BosChoice },
): string[] {
  const bosId = tokenizer?.bos?.id
  if (bosId === undefined || tokens.length === 0) return []
  const isText = typeof value === 'string'
  const [hasBos, isDouble] = [0, 1].map((at) => tokens[at]?.id === bosId)
  if (hasBos && isDouble) return [isText ? TWICE_IN_TEXT : TWICE]
  if (isText) return []
  const wantsBos = choice === 'yes' || (choice === 'tokenizer' && tokenizer!.addsBos)
  if (wantsBos && !hasBos) return [IDS_WITHOUT]
  return choice === 'no' && hasBos ? [IDS_WITH] : []
}

const TWICE = 'The prompt begins with BOS twice.'
const TWICE_IN_TEXT = `${TWICE.slice(0, -1)}: take it out of the text, or choose BOS "yes" or "no".`
const IDS_WITHOUT =
  'Token ids are taken as they are: this prompt lacks the BOS that is put in front of texts.'
const IDS_WITH = 'Token ids are taken as they are: this prompt begins with BOS, although BOS is "no".'
