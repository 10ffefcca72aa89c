import type { Command } from 'commander'
import { ANSWER_READINGS, BOS_CHOICES, bosOfWord, oneOf } from '../../../../contract'
import type { AnswerReading, BosChoice, ParsedPrompts, PromptReading } from '../../../../contract'

/** `--bos` and `--answers`, which win over what a file says. */
export interface ReadingOptions {
  bos?: string
  answers?: string
}

const BOS_HELP = `the beginning-of-text token of prompts given as text: ${BOS_CHOICES.join(', ')} (its own way); without it as the prompts say, else tokenizer`
const ANSWERS_HELP = `how answers given as text are read: ${ANSWER_READINGS.join(', ')}; without it as the prompts say, else auto: the one token that continues the prompt`

export function withBos(command: Command): Command {
  return command.option('--bos <HOW>', BOS_HELP)
}

export function withReading(command: Command): Command {
  return withBos(command).option('--answers <HOW>', ANSWERS_HELP)
}

/** `--bos` as typed, by its word or an older one. @throws PatchbayError (bad-input) for any other. */
export function bosOfOption(typed: string | undefined): BosChoice | undefined {
  return typed === undefined ? undefined : (bosOfWord(typed) ?? oneOf<BosChoice>('--bos', BOS_CHOICES, typed))
}

/** What a set, or the file it is read from, says itself. */
type Said = Partial<PromptReading> & Pick<ParsedPrompts, 'proposedBos'>

/**
 * How the texts become tokens, with notes where an option and the file say different things.
 * @throws PatchbayError (bad-input) for words that are not among the choices.
 */
export function readingOfOptions(
  { bos: bosWord, answers }: ReadingOptions,
  said: Said,
  name: string,
): { reading: PromptReading; notes: string[] } {
  const bos = bosOfOption(bosWord)
  const answerReading =
    answers === undefined ? undefined : oneOf<AnswerReading>('--answers', ANSWER_READINGS, answers)
  const notes: string[] = []
  if (bos !== undefined && said.bos !== undefined && bos !== said.bos)
    notes.push(`${name} says "bos": "${said.bos}"; --bos ${bos} holds.`)
  if (answerReading !== undefined && said.answerReading !== undefined && answerReading !== said.answerReading)
    notes.push(`${name} says "answer_reading": "${said.answerReading}"; --answers ${answerReading} holds.`)
  if (bos === undefined && said.bos === undefined && said.proposedBos)
    notes.push(
      `${said.proposedBos.why} Give --bos ${said.proposedBos.bos} for that, or --bos tokenizer to have it as it is.`,
    )
  const reading = answerReading ?? said.answerReading
  return {
    reading: { bos: bos ?? said.bos ?? 'tokenizer', ...(reading && { answerReading: reading }) },
    notes,
  }
}
