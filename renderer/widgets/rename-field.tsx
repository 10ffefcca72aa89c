import { useState, type KeyboardEvent } from 'react'

interface RenameFieldProps {
  label: string
  before: string
  placeholder?: string
  /** Called with another name than before, without spaces around it. */
  rename: (name: string) => void
  onDone: () => void
}

/** A name while it is changed: Enter or leaving the field takes it, Escape keeps the old one. */
export function RenameField({ label, before, placeholder, rename, onDone }: RenameFieldProps) {
  const [name, setName] = useState(before)
  const commit = () => {
    onDone()
    if (name.trim() !== before) rename(name.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape') onDone()
  }
  return (
    <input
      autoFocus
      style={{ width: '100%', font: 'inherit', boxSizing: 'border-box' }}
      aria-label={label}
      placeholder={placeholder}
      maxLength={200}
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={commit}
    />
  )
}
