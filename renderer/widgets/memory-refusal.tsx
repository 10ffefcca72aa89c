import { Button } from '@mantine/core'
import type { RunConfig } from '../../contract'
import { useMemoryNeed } from '../state/memory-need'
import { showView } from '../state/workbench'
import { Banner } from './banner'

/** Says that the run which would be started does not fit, and what would; nothing where it fits. */
export function MemoryRefusal({ config }: { config: RunConfig | null }) {
  const shown = useMemoryNeed(config)
  if (shown?.state !== 'known' || shown.need.refusal === null) return null
  return (
    <Banner label="Memory" text={shown.need.refusal}>
      <Button size="compact-xs" variant="default" onClick={() => showView('settings')}>
        Memory setting
      </Button>
    </Banner>
  )
}
