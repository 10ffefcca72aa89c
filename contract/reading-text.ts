import type { AnswerReading, BosChoice, PromptReading } from './prompts'

export const BOS_MEANINGS: Record<BosChoice, string> = {
  yes: 'a BOS in front of each text',
  no: 'no BOS',
  tokenizer: "as the model's tokenizer does it",
}

export const ANSWER_MEANINGS: Record<AnswerReading, string> = {
  auto: 'the one token that continues the prompt, with or without a space',
  spaced: 'each word with a space in front',
  typed: 'as typed',
}

/** `yes (a BOS in front of each text): 20 of 20 prompts begin with it`; the counts where they were recorded. */
export function bosText(bos: BosChoice, rowsWithBos?: number, rowCount?: number): string {
  const counts =
    rowsWithBos === undefined || rowCount === undefined
      ? ''
      : `: ${rowsWithBos} of ${rowCount} prompts begin with it`
  return `${bos} (${BOS_MEANINGS[bos]})${counts}`
}

/** `auto (the one token ...)` */
export function answersText({ answerReading = 'auto' }: PromptReading): string {
  return `${answerReading} (${ANSWER_MEANINGS[answerReading]})`
}
