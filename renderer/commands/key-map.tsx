import { Modal } from '@mantine/core'
import { useState } from 'react'
import { COMMAND_MENUS, COMMANDS, type Command, type CommandMenu } from '../../contract'
import { shownKeys } from './keys'
import { useCommand } from './provided'
import styles from './key-map.module.css'

/** What other keys do: they act on what has the focus. */
const IN_PLACE: readonly [keys: string, what: string][] = [
  ['Tab', 'to the next control; Shift+Tab to the one before'],
  ['↵', 'opens or presses what has the focus'],
  ['Esc', 'closes what is open; clears the selection in Discover'],
  ['← → ↑ ↓', 'moves sliders, the scrubber, and the cell that has the focus in maps and tables'],
  ['Shift', 'held: what is isolated in the graph stays'],
]

/** All keys, from the list of commands. */
export function KeyMap() {
  const [isOpen, setOpen] = useState(false)
  useCommand('keys.show', () => setOpen(true))
  return (
    <Modal opened={isOpen} onClose={() => setOpen(false)} title="Keys" size={720}>
      <div className={styles.groups}>
        {COMMAND_MENUS.map((menu) => (
          <Group key={menu} menu={menu} />
        ))}
        <section aria-label="Where the focus is">
          <h2 className={styles.title}>Where the focus is</h2>
          <dl className={styles.keys}>
            {IN_PLACE.map(([keys, what]) => (
              <Row key={keys} keys={keys} what={what} />
            ))}
          </dl>
        </section>
      </div>
    </Modal>
  )
}

function Group({ menu }: { menu: CommandMenu }) {
  const commands = (COMMANDS as readonly Command[]).filter((each) => each.menu === menu && each.keys)
  if (commands.length === 0) return null
  return (
    <section aria-label={menu}>
      <h2 className={styles.title}>{menu}</h2>
      <dl className={styles.keys}>
        {commands.map(({ id, keys = '', title }) => (
          <Row key={id} keys={shownKeys(keys)} what={title} />
        ))}
      </dl>
    </section>
  )
}

function Row({ keys, what }: { keys: string; what: string }) {
  return (
    <>
      <dt>
        <kbd className={styles.key}>{keys}</kbd>
      </dt>
      <dd>{what}</dd>
    </>
  )
}
