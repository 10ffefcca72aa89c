import type { CheckedRow, Span } from '../../../contract'
import type { DraftRow } from '../../state/prompt-draft'
import { usePrompts } from '../../state/prompt-store'
import { changeDraft } from '../../state/prompts'
import { SpanEditor } from './span-editor'

interface RowSpanEditorProps {
  row: DraftRow
  check: CheckedRow
  /** Position of the clicked token as the model sees it, BOS counted. */
  position: number
  onDone: () => void
}

/** Names tokens of a row, or the same ones of every row that is as long. */
export function RowSpanEditor({ row, check, position, onDone }: RowSpanEditorProps) {
  const { draft, checks } = usePrompts.getState()
  const before = check.inFront ?? 0
  const ownLength = ({ clean, inFront = 0 }: CheckedRow) => clean.length - inFront
  const length = ownLength(check)
  const alike = draft.rows.filter((other) => {
    const result = checks[other.key]?.result
    return result !== undefined && ownLength(result) === length
  })
  const names = draft.rows.flatMap(({ spans }) => spans ?? []).map(({ name }) => name)
  const change = (spans: Span[], inAll: boolean) => {
    changeDraft({ type: 'spans', keys: inAll ? alike.map(({ key }) => key) : [row.key], spans })
    onDone()
  }
  return (
    <SpanEditor
      tokens={check.clean.slice(before).map(({ text }) => text)}
      spans={row.spans ?? []}
      at={position - before}
      names={[...new Set(names)]}
      alikeCount={alike.length}
      onChange={change}
    />
  )
}
