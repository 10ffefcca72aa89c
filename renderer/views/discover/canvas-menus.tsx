import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { Check, Palette, Waypoints } from 'lucide-react'
import type { ReactNode } from 'react'
import { colourBy } from '../../state/colour-choice'
import type { EdgeColour } from '../../state/edge-colour'
import { ISOLATIONS, isolateBy } from '../../state/isolation'
import { useWorkbench } from '../../state/workbench'

/** What stays in sight around the node or edge that is pointed at or pinned. */
export function IsolationMenu() {
  const chosen = useWorkbench((state) => state.isolation)
  const label = `Isolate: ${ISOLATIONS.find(({ by }) => by === chosen)!.label}`
  return (
    <ChoiceMenu label={label} title="Around a node or edge, keep in sight" icon={<Waypoints size={15} />}>
      {ISOLATIONS.map(({ by, label: name, hint, key }) => (
        <Choice
          key={by}
          isChosen={by === chosen}
          name={name}
          hint={hint}
          shortcut={key}
          choose={() => isolateBy(by)}
        />
      ))}
    </ChoiceMenu>
  )
}

const COLOURS: readonly { by: EdgeColour; label: string; hint: string }[] = [
  { by: 'symlog', label: 'Symlog', hint: 'Logarithmic in both directions from zero' },
  { by: 'rank', label: 'Rank', hint: 'By rank among the edges of the circuit' },
  { by: 'linear', label: 'Linear', hint: 'In proportion: one strong edge leaves all others pale' },
]

/** How values become colours. */
export function ColourMenu() {
  const chosen = useWorkbench((state) => state.edgeColour)
  const label = `Colour scale: ${COLOURS.find(({ by }) => by === chosen)!.label}`
  return (
    <ChoiceMenu label={label} title="Colours of edges" icon={<Palette size={15} />}>
      {COLOURS.map(({ by, label: name, hint }) => (
        <Choice key={by} isChosen={by === chosen} name={name} hint={hint} choose={() => colourBy(by)} />
      ))}
    </ChoiceMenu>
  )
}

function ChoiceMenu(props: { label: string; title: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Tooltip label={props.label}>
          <ActionIcon variant="subtle" color="gray" aria-label={props.label}>
            {props.icon}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{props.title}</Menu.Label>
        {props.children}
      </Menu.Dropdown>
    </Menu>
  )
}

interface ChoiceProps {
  name: string
  hint?: string
  shortcut?: string
  isChosen: boolean
  choose: () => void
}

/** An item of a menu of which one is chosen. */
export function Choice({ name, hint, shortcut, isChosen, choose }: ChoiceProps) {
  return (
    <Menu.Item
      aria-current={isChosen || undefined}
      leftSection={<Check size={13} style={{ visibility: isChosen ? 'visible' : 'hidden' }} />}
      rightSection={shortcut && <kbd className="mono dim">{shortcut}</kbd>}
      onClick={choose}
    >
      {name} {hint && <span className="dim">· {hint}</span>}
    </Menu.Item>
  )
}
