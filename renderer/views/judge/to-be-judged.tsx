import { splitRows, type RunSummary } from '../../../contract'
import { isOfScores } from '../../state/finds'
import { menuTitle } from '../../state/owner'
import { usePromptSet } from '../../state/prompt-store'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatPlural } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'

/** Before the first judgement: the circuit that is chosen, what is known of it, and what it will be judged on. */
export function ToBeJudged({ judged }: { judged: RunSummary }) {
  const prompts = usePromptSet()
  const { edgesKept, edgesTotal, faithfulness } = judged
  const heldOut = splitRows(prompts)['held-out'].length
  const isScored = isOfScores(judged)
  return (
    <Section title="To be judged">
      <Facts
        facts={[
          ['Run', menuTitle(judged)],
          ['Edges kept', isScored ? null : `${formatCount(edgesKept)} of ${formatCount(edgesTotal)}`],
          ['Edges scored', isScored ? formatCount(edgesTotal) : null],
          ['Faithfulness, as found', faithfulness === null ? null : formatFaithfulness(faithfulness)],
          [
            'Judged on',
            prompts.split
              ? formatPlural(heldOut, 'held-out prompt')
              : formatPlural(prompts.rows.length, 'prompt'),
          ],
          ['Beside', 'random circuits of its size, and the run with every edge cut'],
        ]}
      />
    </Section>
  )
}
