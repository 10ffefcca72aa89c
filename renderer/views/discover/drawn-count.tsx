import { Menu, Tooltip } from '@mantine/core'
import { ChevronUp } from 'lucide-react'
import { DRAWN_LIMITS, hiddenCount, isCrowd, USUALLY_DRAWN, type DrawnLimit } from '../../graph/draw-cap'
import type { LiveRun } from '../../state/live-run'
import { updateWorkbench, useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Choice } from './canvas-menus'
import styles from './drawn-count.module.css'

const HINT = 'How many edges are drawn, the strongest first. The edge matrix and the list have all.'

/** In a corner of a crowded drawing: how many of the circuit's edges are drawn, and a choice of how many. */
export function DrawnCount({ run }: { run: LiveRun }) {
  const limit = useWorkbench((state) => state.drawnLimit)
  if (!isCrowd(run)) return null
  const hidden = hiddenCount(run, limit)
  const drawn = formatCount(run.kept - hidden)
  const text = hidden > 0 ? `${drawn} strongest of ${formatCount(run.kept)} drawn` : `all ${drawn} drawn`
  return (
    <div className={styles.corner}>
      <Menu position="top-end" withinPortal>
        <Menu.Target>
          <Tooltip label={HINT}>
            <button type="button" className={styles.count} data-part={hidden > 0 || undefined}>
              {text} <ChevronUp size={12} aria-hidden />
            </button>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Edges drawn at most, the strongest first</Menu.Label>
          <Limit limit={null} chosen={limit} name="Usual" hint={USUALLY_DRAWN} />
          {DRAWN_LIMITS.map((most) => (
            <Limit key={most} limit={most} chosen={limit} name={formatCount(most)} />
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function Limit(props: { limit: DrawnLimit; chosen: DrawnLimit; name: string; hint?: string }) {
  const { limit, chosen, name, hint } = props
  return (
    <Choice
      isChosen={limit === chosen}
      name={name}
      hint={hint}
      choose={() => updateWorkbench({ drawnLimit: limit })}
    />
  )
}
