import { useMantineColorScheme } from '@mantine/core'
import type { CommandId } from '../../../contract'
import { openWindow } from '../../state/client'
import { showHelp } from '../../state/help'
import { ISOLATIONS, isolateBy } from '../../state/isolation'
import { toggleAnyPane } from '../../state/maximised'
import { useRuns } from '../../state/run-store'
import { startTour, useHasTour } from '../../state/tour'
import {
  showView,
  updateWorkbench,
  useWorkbench,
  VIEWS,
  type CanvasMode,
  type Isolation,
  type ViewName,
} from '../../state/workbench'
import { useScheme } from '../../theme/use-scheme'
import { useCommand } from '../provided'

/** What changes what is on screen. */
export function ViewCommands() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useScheme()
  useCommand('window.new', () => openWindow(null))
  useCommand('theme.switch', () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'))
  useCommand('pane.maximise', toggleAnyPane)
  useCommand('help.show', showHelp)
  const hasTour = useHasTour()
  useCommand('tour.start', () => void startTour(), hasTour ? null : 'This build ships no trained sample.')
  return (
    <>
      {VIEWS.map((view) => (
        <ViewCommand key={view} view={view} />
      ))}
      <CanvasCommands />
    </>
  )
}

function ViewCommand({ view }: { view: ViewName }) {
  useCommand(`view.${view}`, () => showView(view))
  return null
}

const CANVAS_MODES: readonly CanvasMode[] = ['circuit', 'matrix', 'split', 'table']

/** They lead to Discover, whose canvas they are about. */
function CanvasCommands() {
  const layout = useWorkbench((state) => state.graphLayout)
  const hasRun = useRuns(({ live }) => live !== null)
  useCommand(
    'canvas.layout',
    () => updateWorkbench({ view: 'discover', graphLayout: layout === 'grid' ? 'compact' : 'grid' }),
    hasRun ? null : 'There is no circuit yet.',
  )
  return (
    <>
      {CANVAS_MODES.map((mode) => (
        <CanvasCommand key={mode} id={`canvas.${mode}`} change={{ canvasMode: mode }} />
      ))}
      {ISOLATIONS.map(({ by }) => (
        <IsolateCommand key={by} by={by} />
      ))}
    </>
  )
}

function CanvasCommand({ id, change }: { id: CommandId; change: { canvasMode: CanvasMode } }) {
  useCommand(id, () => updateWorkbench({ view: 'discover', ...change }))
  return null
}

function IsolateCommand({ by }: { by: Isolation }) {
  useCommand(`isolate.${by}`, () => isolateBy(by))
  return null
}
