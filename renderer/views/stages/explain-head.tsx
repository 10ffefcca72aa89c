import { ActionIcon, Tooltip } from '@mantine/core'
import { Waypoints } from 'lucide-react'
import type { MouseEvent } from 'react'
import type { RunSummary } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { showHeadPanel } from '../../state/explain'
import { useSourceOf } from '../../state/explain-source'

interface ExplainHeadProps {
  /** null while there is none: nothing can be explained. */
  run: RunSummary | null
  /** Nothing for one that is not a head. */
  node: string | null
}

/** In a row that names a head: leads to what it does, without choosing the row. */
export function ExplainHead({ run, node }: ExplainHeadProps) {
  const source = useSourceOf(run)
  if (!source || !node || !/^a\d+\.h\d+$/.test(node)) return null
  const open = (event: MouseEvent) => {
    event.stopPropagation()
    showHeadPanel({ source, head: node })
  }
  return (
    <Tooltip label={`What ${shownNode(node)} does`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={18}
        aria-label={`Explain ${shownNode(node)}`}
        onClick={open}
      >
        <Waypoints size={12} />
      </ActionIcon>
    </Tooltip>
  )
}
