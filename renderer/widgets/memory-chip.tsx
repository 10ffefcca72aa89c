import { Tooltip } from '@mantine/core'
import { MemoryStick } from 'lucide-react'
import {
  bytesText,
  MEMORY_USES,
  memoryText,
  type MemoryNeed,
  type MemoryUse,
  type RunConfig,
} from '../../contract'
import { useMemoryNeed } from '../state/memory-need'
import { capitalised } from './format'
import styles from './memory-chip.module.css'

/** How much memory the run needs that would be started; nothing until that is known. */
export function MemoryChip({ config }: { config: RunConfig | null }) {
  const shown = useMemoryNeed(config)
  if (shown?.state !== 'known') return null
  return <NeedChip need={shown.need} />
}

export function NeedChip({ need }: { need: MemoryNeed }) {
  const text = capitalised(memoryText(need))
  return (
    <Tooltip
      label={<Explained need={need} text={text} />}
      maw={380}
      events={{ hover: true, focus: true, touch: true }}
    >
      <span
        className={styles.chip}
        data-refused={need.refusal !== null || undefined}
        tabIndex={0}
        role="note"
        aria-label={`Memory: ${need.refusal ?? text}`}
      >
        <MemoryStick size={12} aria-hidden />
        {bytesText(need.peakBytes)}
      </span>
    </Tooltip>
  )
}

function Explained({ need: { uses, refusal }, text }: { need: MemoryNeed; text: string }) {
  const shares = (Object.keys(MEMORY_USES) as MemoryUse[]).filter((use) => uses[use] > 0)
  return (
    <>
      <p className={styles.line}>{refusal ?? `${text}.`}</p>
      <dl className={styles.shares}>
        {shares.map((use) => (
          <div key={use}>
            <dt>{capitalised(MEMORY_USES[use])}</dt>
            <dd>{bytesText(uses[use])}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
