import { NativeSelect } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import {
  ANSWER_MEANINGS,
  ANSWER_READINGS,
  answerTally,
  BOS_CHOICES,
  type AnswerReading,
  type AnswerTally,
  type BosChoice,
  type TokenizerInfo,
} from '../../../../contract'
import { usePrompts } from '../../../state/prompt-store'
import { useCheckedRows } from '../../../state/prompt-checks'
import { changeDraft } from '../../../state/prompts'
import { useWorkbench } from '../../../state/workbench'
import { formatPlural } from '../../../widgets/format'
import { TermArea } from '../../../widgets/term'
import { visibleToken } from '../token-columns'
import styles from './reading-bar.module.css'

/** How the texts of the set become tokens: its beginning, and the space in front of its answers. */
export function ReadingBar() {
  return (
    <div className={styles.bar} role="group" aria-label="How texts become tokens">
      <BosSelect />
      <AnswersSelect />
      <Tally />
    </div>
  )
}

function Choice(props: { label: string; hint: string; children: ReactNode }) {
  return (
    <TermArea text={props.label} note={props.hint}>
      <label className={styles.choice}>
        <span>{props.label}</span>
        {props.children}
      </label>
    </TermArea>
  )
}

function BosSelect() {
  const bos = usePrompts((state) => state.draft.bos)
  const tokenizer = useWorkbench((state) => state.model?.tokenizer ?? null)
  return (
    <Choice
      label="BOS"
      hint="The beginning-of-text token in front of each prompt. Prompts given as token ids are used as they are."
    >
      <NativeSelect
        size="xs"
        aria-label="BOS token"
        value={bos}
        data={BOS_CHOICES.map((choice) => ({ value: choice, label: bosLabel(choice, tokenizer) }))}
        onChange={(event) => changeDraft({ type: 'bos', bos: event.currentTarget.value as BosChoice })}
      />
    </Choice>
  )
}

function bosLabel(choice: BosChoice, tokenizer: TokenizerInfo | null): string {
  if (choice === 'no' || !tokenizer) return choice
  const { bos, addsBos } = tokenizer
  if (choice === 'yes') return bos ? `yes: ${bos.text}` : 'yes'
  return addsBos && bos ? `tokenizer: adds ${bos.text}` : 'tokenizer: adds none'
}

const ANSWER_LABELS: Record<AnswerReading, string> = {
  auto: 'auto',
  spaced: 'with a space',
  typed: 'as typed',
}

function AnswersSelect() {
  const reading = usePrompts((state) => state.draft.answerReading ?? 'auto')
  const choose = (chosen: AnswerReading) =>
    changeDraft({ type: 'choose', choices: { answerReading: chosen === 'auto' ? undefined : chosen } })
  return (
    <Choice
      label="Answers"
      hint={`Answers given as text: ${ANSWER_READINGS.map((one) => `${ANSWER_LABELS[one]} = ${ANSWER_MEANINGS[one]}`).join('; ')}.`}
    >
      <NativeSelect
        size="xs"
        aria-label="Reading of answers"
        value={reading}
        data={ANSWER_READINGS.map((one) => ({ value: one, label: ANSWER_LABELS[one] }))}
        onChange={(event) => choose(event.currentTarget.value as AnswerReading)}
      />
    </Choice>
  )
}

/** Which kind of token the rows are measured at. */
function Tally() {
  const rows = useCheckedRows()
  const tally = useMemo(() => answerTally(rows), [rows])
  const parts = tallyTexts(tally)
  if (parts.length === 0) return null
  return (
    <span
      className={styles.tally}
      role="status"
      aria-label="How answers are read"
      data-mixed={tally.spaced * tally.bare > 0 || undefined}
    >
      {parts.join(' · ')}
    </span>
  )
}

function tallyTexts({ spaced, bare, choices, example, spaceAdded }: AnswerTally): string[] {
  const of = (count: number, what: string, text: string | undefined) =>
    `${formatPlural(count, 'row')} ${what}${text === undefined ? '' : ` (${shownToken(text)})`}`
  return [
    ...(spaced > 0 ? [of(spaced, 'with a space', example.spaced)] : []),
    ...(bare > 0 ? [of(bare, 'without', example.bare)] : []),
    ...(spaceAdded > 0 ? [`space added in ${formatPlural(spaceAdded, 'row')}`] : []),
    ...(choices > 0 ? [`both are one token in ${formatPlural(choices, 'row')}`] : []),
  ]
}

function shownToken(text: string): string {
  const { leading, body } = visibleToken(text)
  return leading + body
}
