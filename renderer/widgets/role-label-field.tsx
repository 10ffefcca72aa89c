import { Autocomplete } from '@mantine/core'
import { useState } from 'react'
import { MAX_ROLE_LABEL } from '../../contract'
import { shownNode } from '../../engine/graph'

interface RoleLabelFieldProps {
  node: string
  /** Empty where it has no role. */
  label: string
  /** Labels to choose from. */
  known: readonly string[]
  onName: (label: string) => void
}

/** The label of a node's role: Enter, leaving the field or choosing one names it, Escape leaves it as it was. */
export function RoleLabelField({ node, label, known, onName }: RoleLabelFieldProps) {
  const [text, setText] = useState(label)
  const commit = (chosen: string) => {
    const name = chosen.trim()
    if (name && name !== label) onName(name)
    else setText(label)
  }
  return (
    <Autocomplete
      size="xs"
      aria-label={`Label of the role of ${shownNode(node)}`}
      placeholder="No role yet: name one"
      maxLength={MAX_ROLE_LABEL}
      data={[...known]}
      value={text}
      onChange={setText}
      onOptionSubmit={commit}
      onBlur={() => commit(text)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setText(label)
        // The views' own keys must not act on what is typed.
        else event.stopPropagation()
        if (event.key === 'Enter') commit(text)
      }}
    />
  )
}
