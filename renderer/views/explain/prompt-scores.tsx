import { Select } from '@mantine/core'
import { useState } from 'react'
import {
  HEAD_SCORE_NAMES,
  HEAD_SCORES,
  type ExplainedPrompt,
  type HeadScoreName,
  type SetSummary,
} from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { PromptDots } from '../../plots/prompt-dots'
import { choosePrompt } from '../../state/explain'
import { SCORE_TERMS } from '../../terms'
import { formatPlural, shortened } from '../../widgets/format'
import { Figure } from './figure'
import { promptTitle } from './prompt-picker'

interface PromptScoresProps {
  head: string
  summary: SetSummary
  prompts: readonly ExplainedPrompt[]
  chosen: number
}

/** What can be looked at prompt by prompt: a score of attention, or what the head adds to the logit difference. */
type Shown = HeadScoreName | 'direct'

const DIRECT = 'Direct effect on the logit difference'
const LONGEST_TITLE = 60

/** One number of the head on every prompt; a dot leads to its prompt. */
export function PromptScores({ head, summary, prompts, chosen }: PromptScoresProps) {
  const offered = offeredOf(head, summary)
  const [asked, setShown] = useState<Shown | null>(null)
  if (offered.length === 0) return null
  const shown = asked && offered.includes(asked) ? asked : offered[0]
  const values = valuesOf(shown, head, summary)
  const title = titleOf(shown)
  return (
    <Figure
      title="Prompt by prompt"
      note={shown === 'direct' ? 'in the clean run' : SCORE_TERMS[shown].text}
      data={{
        name: `${title} of ${head} by prompt`,
        csv: () => [['row', title], ...prompts.map(({ row }, i) => [row + 1, values[i]])],
        json: () => ({ head, score: title, rows: prompts.map(({ row }) => row + 1), values }),
      }}
      actions={
        <Select
          size="xs"
          w={230}
          aria-label="Number shown prompt by prompt"
          allowDeselect={false}
          comboboxProps={{ zIndex: 1000 }}
          data={offered.map((value) => ({ value, label: titleOf(value) }))}
          value={shown}
          onChange={(value) => value && setShown(value as Shown)}
        />
      }
    >
      <PromptDots
        label={`${title} of ${shownNode(head)} on ${formatPlural(prompts.length, 'prompt')}`}
        values={values}
        chosen={chosen}
        onChoose={choosePrompt}
        nameOf={(i) => shortened(promptTitle(prompts[i]), LONGEST_TITLE)}
      />
    </Figure>
  )
}

const titleOf = (shown: Shown) => (shown === 'direct' ? DIRECT : HEAD_SCORES[shown])

/** Those that any prompt has: what it adds to the logits first, then the scores, the largest first. */
export function offeredOf(head: string, summary: SetSummary): Shown[] {
  const row = summary.heads.indexOf(head)
  const measured = HEAD_SCORE_NAMES.filter((name) => Number.isFinite(summary.scores[name].mean[row])).sort(
    (a, b) => summary.scores[b].mean[row] - summary.scores[a].mean[row],
  )
  return hasDirect(summary) ? ['direct', ...measured] : measured
}

function hasDirect({ attribution }: SetSummary): boolean {
  return attribution !== null && attribution.cleanLogitDiff.some(Number.isFinite)
}

/** [prompt] */
export function valuesOf(
  shown: Shown,
  head: string,
  { heads, scores, attribution }: SetSummary,
): Float64Array {
  const [nodes, all] =
    shown === 'direct' ? [attribution!.nodes, attribution!.clean] : [heads, scores[shown].perPrompt]
  const prompts = all.length / nodes.length
  const row = nodes.indexOf(head)
  return all.subarray(row * prompts, (row + 1) * prompts)
}
