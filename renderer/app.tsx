import { MantineProvider } from '@mantine/core'
import { useEffect } from 'react'
import { messageOf } from '../contract'
import { Shell } from './shell/shell'
import { followCertificates } from './state/certificates'
import { followHost, useHost } from './state/host'
import { followMemory } from './state/memory-need'
import { followView } from './state/notify'
import { followPrompts } from './state/prompt-sets'
import { keepDraftAtTheEnd } from './state/prompt-store'
import { followTasks } from './state/prompt-tasks'
import { followRoles } from './state/roles'
import { followRuns } from './state/run-list'
import { openRunOfAddress } from './state/open-run'
import { startSession } from './state/session'
import { followCluster } from './state/cluster'
import { followSweeps } from './state/sweeps'
import { theme } from './theme/theme'
import { useReducedMotion } from './theme/use-motion'

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <MotionPreference />
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
      followView(),
      followRuns(),
      followPrompts(),
      followTasks(),
      keepDraftAtTheEnd(),
      followCertificates(),
      followMemory(),
      followRoles(),
      followSweeps(),
      followCluster(),
    ]
    startSession()
      .then(openRunOfAddress)
      .catch((error: unknown) => useHost.setState({ status: 'lost', message: messageOf(error) }))
    return () => endings.forEach((end) => end())
  }, [])
  return null
}
