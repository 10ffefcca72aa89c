import { NativeSelect } from '@mantine/core'
import { chooseExplained, WHOLE_MODEL, type ExplainChoice } from '../../state/explain-stage'
import { isOfScores } from '../../state/finds'
import { menuTitle } from '../../state/owner'
import { Toolbar } from '../../widgets/panes'

/** Which circuit is explained. */
export function ExplainToolbar({ choice: { runs, run } }: { choice: ExplainChoice }) {
  return (
    <Toolbar label="Explaining">
      <NativeSelect
        flex="0 1 auto"
        miw={90}
        size="xs"
        aria-label="What is explained"
        value={run?.id ?? WHOLE_MODEL}
        data={[
          { value: WHOLE_MODEL, label: 'All nodes, on the prompts of the form' },
          ...runs.map((each) => ({
            value: each.id,
            label: `${isOfScores(each) ? 'all nodes, on the prompts' : 'circuit'} of ${menuTitle(each)}`,
          })),
        ]}
        onChange={(event) => chooseExplained(event.currentTarget.value)}
      />
    </Toolbar>
  )
}
