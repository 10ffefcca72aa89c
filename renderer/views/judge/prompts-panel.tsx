import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { faithfulnessByPrompt, type Evaluation, type RunConfig } from '../../../contract'
import { splitRows, type PromptPart } from '../../../contract'
import { promptName } from '../../state/prompt-name'
import { Panel } from '../stages/panel'
import { ContentBox } from './judge-columns'
import { headline } from './judge-data'
import { SHARE_ROW_PX, ShareBars, type ShareBar } from './share-bars'

interface PromptsPanelProps {
  evaluation: Evaluation
  config: RunConfig | null
  /** Of its files. */
  name?: string
}

/** Each prompt on its own, the worst first, which a mean would hide; of a set that is split, those of either part. */
export function PromptsPanel({ evaluation, config, name = 'judgement' }: PromptsPanelProps) {
  const [chosen, setPart] = useState<PromptPart>('held-out')
  const part = evaluation.split ? chosen : 'held-out'
  const bars = useMemo(() => promptBars(evaluation, config, part), [evaluation, config, part])
  return (
    <ContentBox rowPx={SHARE_ROW_PX} rows={bars.length}>
      <Panel
        title="Faithfulness by prompt"
        note="worst first"
        actions={
          evaluation.split && (
            <SegmentedControl
              size="xs"
              aria-label="Prompts shown"
              value={part}
              onChange={(value) => setPart(value as PromptPart)}
              data={[
                { value: 'held-out', label: 'Held out' },
                { value: 'train', label: 'Train' },
              ]}
            />
          )
        }
        data={{
          name: `${name}-by-prompt`,
          csv: () => [
            ['row', 'prompt', 'faithfulness'],
            ...bars.map(({ row, hint, share }) => [row + 1, hint, share ?? NaN]),
          ],
          json: () =>
            bars.map(({ row, hint, share }) => ({ row: row + 1, prompt: hint, faithfulness: share })),
        }}
      >
        <ShareBars label="Faithfulness by prompt" bars={bars} />
      </Panel>
    </ContentBox>
  )
}

type PromptBar = ShareBar & { row: number; hint: string }

function promptBars(evaluation: Evaluation, config: RunConfig | null, part: PromptPart): PromptBar[] {
  const { split } = evaluation
  const ofTrain = part === 'train' && split ? split.train.judgements[split.train.judgements.length - 1] : null
  const judged = ofTrain ?? headline(evaluation)
  const shares = faithfulnessByPrompt(judged.measurement, ofTrain ? split!.train : evaluation)
  const rows = ofTrain ? config && splitRows(config.prompts).train : split?.rows
  return Array.from(shares, (share, prompt): PromptBar => {
    const { short, full } = promptName(config, prompt, rows ?? undefined)
    return {
      row: rows?.[prompt] ?? prompt,
      name: short,
      hint: full,
      share: Number.isNaN(share) ? null : share,
      tone: prompt === judged.worstPrompt?.row ? 'amber' : 'accent',
    }
  }).sort((a, b) => (a.share ?? Infinity) - (b.share ?? Infinity))
}
