import type { PromptName } from '../../state/prompt-name'
import { formatPercent } from '../../widgets/format'
import { PromptText } from '../../widgets/prompt-text'

/** How faithful a circuit is on the prompt that it serves worst: `41.2 %: #3 When Mary and John…`. */
export function WorstPromptText({ faithfulness, name }: { faithfulness: number; name: PromptName }) {
  return (
    <>
      {formatPercent(faithfulness)}: <PromptText name={name} />
    </>
  )
}
