import { useMemo } from 'react'
import { faithfulnessByPrompt, type Evaluation, type RunConfig } from '../../../contract'
import { promptName } from '../../state/prompt-name'
import { Panel } from '../stages/panel'
import { headline } from './judge-data'
import { ShareBars, type ShareBar } from './share-bars'

/** Each prompt on its own, the worst first, which a mean would hide. */
export function PromptsPanel({ evaluation, config }: { evaluation: Evaluation; config: RunConfig | null }) {
  const bars = useMemo(() => {
    const judged = headline(evaluation)
    const shares = faithfulnessByPrompt(judged.measurement, evaluation)
    return Array.from(shares, (share, prompt): ShareBar & { prompt: number } => ({
      prompt,
      name: promptName(config, prompt, evaluation.split?.rows).short,
      hint: promptName(config, prompt, evaluation.split?.rows).full,
      share: Number.isNaN(share) ? null : share,
      tone: prompt === judged.worstPrompt?.row ? 'amber' : 'accent',
    })).sort((a, b) => (a.share ?? Infinity) - (b.share ?? Infinity))
  }, [evaluation, config])
  return (
    <Panel title="Faithfulness by prompt" note="worst first">
      <ShareBars label="Faithfulness by prompt" bars={bars} />
    </Panel>
  )
}
