import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { messageOf } from '../contract'
import { Shell } from './shell/shell'
import { followCertificates } from './state/certificates'
import { followHost, useHost } from './state/host'
import { followMemory } from './state/memory-need'
import { MOST_NOTICES } from './state/notify'
import { followPrompts } from './state/prompt-sets'
import { keepDraftAtTheEnd } from './state/prompt-store'
import { followTasks } from './state/prompt-tasks'
import { followRuns } from './state/run-list'
import { startSession } from './state/session'
import { theme } from './theme/theme'
import { useReducedMotion } from './theme/use-motion'

/** Dialogs are at 200: a notice must not cover their buttons. */
const BELOW_DIALOGS = 190

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <MotionPreference />
      <Notifications
        position="bottom-right"
        limit={MOST_NOTICES}
        className="notices"
        zIndex={BELOW_DIALOGS}
      />
      <Session />
      <Shell />
    </MantineProvider>
  )
}

/** Passes the motion preference on to CSS. */
function MotionPreference() {
  const reduced = useReducedMotion()
  useEffect(() => {
    document.documentElement.toggleAttribute('data-reduced-motion', reduced)
  }, [reduced])
  return null
}

/** Listens to the host for as long as the window lives, and restores the last session. */
function Session() {
  useEffect(() => {
    const endings = [
      followHost(),
      followRuns(),
      followPrompts(),
      followTasks(),
      keepDraftAtTheEnd(),
      followCertificates(),
      followMemory(),
    ]
    startSession().catch((error: unknown) => {
      useHost.setState({ status: 'lost', message: messageOf(error) })
    })
    return () => endings.forEach((end) => end())
  }, [])
  return null
}
