import { Button } from '@mantine/core'
import type { AnswerInstead, PromptProblem } from '../../../../contract'
import { takeInstead } from '../../../state/take-instead'
import type { DraftRow } from '../../../state/prompt-draft'
import { visibleToken } from '../token-columns'

interface InsteadButtonsProps {
  row: DraftRow
  problem: PromptProblem
  /** Problems of the same row that are shown above it: what mends the whole set is offered once. */
  before: readonly PromptProblem[]
}

const isTrim = ({ kind }: AnswerInstead) => kind === 'trim-prompts'

/** What a click does about a problem: its first token for the answer, prompts without the space at their end. */
export function InsteadButtons({ row, problem, before }: InsteadButtonsProps) {
  const { field, instead = [] } = problem
  if (field !== 'answers' && field !== 'wrongAnswers') return null
  const isOffered = before.some((other) => other.instead?.some(isTrim))
  const offered = isOffered ? instead.filter((one) => !isTrim(one)) : instead
  return offered.map((one) => (
    <Button
      key={labelOf(one)}
      size="compact-xs"
      variant="default"
      flex="none"
      onClick={() => takeInstead(row, field, one)}
    >
      {labelOf(one)}
    </Button>
  ))
}

function labelOf(instead: AnswerInstead): string {
  if (instead.kind === 'trim-prompts') return 'Take the space off the prompts'
  const { leading, body } = visibleToken(instead.token.text)
  return `Take ${leading}${body}`
}
