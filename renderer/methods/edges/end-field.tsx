import { NativeSelect } from '@mantine/core'
import { shownNode, type ComputationalGraph } from '../../../engine/graph'
import { stageForm } from '../../state/stage-form'
import { endLabel, offeredEnds } from './ends'
import { endForm } from './form'

interface EndFieldProps {
  graph: ComputationalGraph
  mode: 'into' | 'from'
  onEdgesChange: () => void
}

/** The end of the traced edges: a receiver, or a sender. */
export function EndField({ graph, mode, onEdgesChange }: EndFieldProps) {
  const selected = stageForm.use((form) => form.selected)
  const { receiver, sender } = endForm.use((form) => form)
  const { first, others } = offeredEnds(graph, mode, selected)
  const group = selected.length > 0 ? 'Selection and logits' : 'Logits'
  const option = (name: string) => ({
    value: name,
    label: mode === 'into' ? endLabel(graph, name) : shownNode(name),
  })
  return (
    <NativeSelect
      flex="0 1 auto"
      miw={90}
      size="xs"
      aria-label={mode === 'into' ? 'Receiver' : 'Sender'}
      value={mode === 'into' ? receiver : sender}
      data={[
        ...(first.length > 0 ? [{ group, items: first.map(option) }] : []),
        { group: mode === 'into' ? 'All receivers' : 'All senders', items: others.map(option) },
      ]}
      onChange={({ currentTarget: { value } }) => {
        endForm.set(mode === 'into' ? { receiver: value } : { sender: value })
        onEdgesChange()
      }}
    />
  )
}
