import { Anchor } from '@mantine/core'
import { useHost } from '../../state/host'
import { usePrompts } from '../../state/prompt-store'
import { openSample } from '../../state/session'
import { useWorkbench } from '../../state/workbench'
import { Note } from '../../widgets/note'

/** A bundled set was written for the words of its own sample: said while another model is open. */
export function OtherSample({ className }: { className: string }) {
  const samples = useHost((state) => state.info?.samples)
  const modelPath = useWorkbench((state) => state.model?.path)
  const isOpening = useWorkbench((state) => state.opening !== null)
  const savedId = usePrompts((state) => state.draft.savedId)
  const sample = samples?.find(({ prompts }) => prompts.some(({ id }) => id === savedId))
  const set = sample?.prompts.find(({ id }) => id === savedId)
  if (!sample || !set || modelPath === undefined || modelPath === sample.path) return null
  return (
    <div className={className}>
      <Note tone="info">
        These prompts were written for the sample “{sample.title}”.{' '}
        <Anchor
          component="button"
          fz="inherit"
          aria-disabled={isOpening}
          onClick={() => !isOpening && void openSample(sample, set)}
        >
          Open that model
        </Anchor>
      </Note>
    </div>
  )
}
