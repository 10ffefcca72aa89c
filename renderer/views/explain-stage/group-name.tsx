import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { MAX_ROLE_LABEL } from '../../../contract'
import { renameGroup } from '../../state/roles'

/** The name of all nodes of a group: Enter or leaving the field renames them, Escape does not. */
export function GroupName({ modelHash, label }: { modelHash: string; label: string }) {
  const [text, setText] = useState(label)
  const commit = () => {
    const name = text.trim()
    if (name && name !== label) void renameGroup(modelHash, label, name)
    else setText(label)
  }
  return (
    <TextInput
      size="xs"
      flex={1}
      aria-label={`Name of ${label}`}
      maxLength={MAX_ROLE_LABEL}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') setText(label)
      }}
    />
  )
}
