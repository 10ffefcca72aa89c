import { ActionIcon, Drawer, NativeSelect } from '@mantine/core'
import { ArrowLeft, X } from 'lucide-react'
import { closeHelp, helpBack, openHelp, useHelp, type HelpAddress } from '../state/help'
import { Space } from '../widgets/panes'
import { TourButton } from '../widgets/tour-button'
import { DOC_NAMES, DOC_TITLES } from './doc-names'
import { DocText } from './doc-text'
import { Glossary } from './glossary'
import styles from './help-panel.module.css'

const PAGES = [
  { value: 'terms', label: 'Terms' },
  ...DOC_NAMES.map((name) => ({ value: name, label: DOC_TITLES[name] })),
]

/** The docs, which the program ships with, beside whatever view is on screen. */
export function HelpPanel() {
  const shown = useHelp((state) => state.shown)
  const address = shown.at(-1)
  return (
    <Drawer
      opened={address !== undefined}
      onClose={closeHelp}
      position="right"
      size="min(820px, 92vw)"
      withCloseButton={false}
      padding={0}
      zIndex={400}
      // On the dialog itself: Mantine puts other attributes of a drawer on the element around it.
      attributes={{ content: { 'aria-label': 'Help' } }}
      classNames={{ content: styles.content, body: styles.body }}
    >
      {address && <Help address={address} canGoBack={shown.length > 1} />}
    </Drawer>
  )
}

function Help({ address, canGoBack }: { address: HelpAddress; canGoBack: boolean }) {
  return (
    <>
      <div className={styles.head}>
        {canGoBack && (
          <ActionIcon variant="subtle" color="gray" aria-label="Back" onClick={helpBack}>
            <ArrowLeft size={15} />
          </ActionIcon>
        )}
        <h2 className={styles.title}>Help</h2>
        <NativeSelect
          size="xs"
          aria-label="Page"
          value={address.page}
          data={PAGES}
          onChange={(event) =>
            openHelp({ page: event.currentTarget.value as HelpAddress['page'], section: '' })
          }
        />
        <Space />
        <TourButton size="compact-xs" onStart={closeHelp} />
        <ActionIcon variant="subtle" color="gray" aria-label="Close" data-autofocus onClick={closeHelp}>
          <X size={15} />
        </ActionIcon>
      </div>
      {address.page === 'terms' ? (
        <Glossary />
      ) : (
        <DocText key={address.page} page={address.page} section={address.section} />
      )}
    </>
  )
}
