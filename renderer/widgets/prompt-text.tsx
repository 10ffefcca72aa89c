import type { PromptName } from '../state/prompt-name'

/** A prompt wherever it is named: `#3 When Mary and John…`, with the whole text on hover. */
export function PromptText({ name, className }: { name: PromptName; className?: string }) {
  return (
    <span className={className} title={name.full}>
      {name.short}
    </span>
  )
}
