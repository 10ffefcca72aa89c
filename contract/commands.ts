/** The menus of the desktop's window, in their order; the palette and the key map are grouped by them. */
export const COMMAND_MENUS = ['File', 'Edit', 'View', 'Run', 'Help'] as const
export type CommandMenu = (typeof COMMAND_MENUS)[number]

interface CommandEntry {
  id: string
  title: string
  menu: CommandMenu
  /** `Mod+K` with Ctrl (Cmd on macOS), or a plain key, which is typed and not pressed while a field has the focus. */
  keys?: string
  /** A line above it in the menu. */
  begins?: true
}

/** Everything that can be done from the palette, by key and in the native menus: the one list of it. */
export const COMMANDS = [
  { id: 'window.new', title: 'New window', menu: 'File', keys: 'Mod+Shift+N' },
  { id: 'model.open', title: 'Open a model…', menu: 'File', keys: 'Mod+O', begins: true },
  { id: 'prompts.new', title: 'New prompt set', menu: 'File' },
  { id: 'prompts.import', title: 'Import prompts…', menu: 'File' },
  { id: 'prompts.make', title: 'Make prompts of a task…', menu: 'File' },
  { id: 'prompts.save', title: 'Save the prompt set', menu: 'File', keys: 'Mod+S' },
  { id: 'circuit.import', title: 'Import a circuit…', menu: 'File', begins: true },
  { id: 'circuit.json', title: 'Export the circuit as JSON', menu: 'File' },
  { id: 'circuit.csv', title: 'Export the edges as CSV', menu: 'File' },
  { id: 'circuit.dot', title: 'Export the circuit as DOT', menu: 'File' },
  { id: 'circuit.graphml', title: 'Export the circuit as GraphML', menu: 'File' },
  { id: 'circuit.svg', title: 'Export the picture as SVG', menu: 'File' },
  { id: 'circuit.png', title: 'Export the picture as PNG', menu: 'File' },
  { id: 'circuit.pdf', title: 'Export the picture as PDF', menu: 'File' },
  { id: 'circuit.report', title: 'Export a report as HTML', menu: 'File' },
  { id: 'runs.report', title: 'Export a report of the chosen runs', menu: 'File' },

  { id: 'edit.undo', title: 'Undo', menu: 'Edit', keys: 'Mod+Z' },
  { id: 'edit.redo', title: 'Redo', menu: 'Edit', keys: 'Mod+Shift+Z' },

  { id: 'palette.show', title: 'Find a command, run, node…', menu: 'View', keys: 'Mod+K' },
  { id: 'search.focus', title: 'Find a node or edge', menu: 'View', keys: '/' },
  { id: 'view.model', title: 'Model', menu: 'View', keys: 'Mod+1', begins: true },
  { id: 'view.dataset', title: 'Dataset', menu: 'View', keys: 'Mod+2' },
  { id: 'view.screen', title: 'Screen', menu: 'View', keys: 'Mod+3' },
  { id: 'view.confirm', title: 'Confirm', menu: 'View', keys: 'Mod+4' },
  { id: 'view.trace', title: 'Trace', menu: 'View', keys: 'Mod+5' },
  { id: 'view.discover', title: 'Discover', menu: 'View', keys: 'Mod+6' },
  { id: 'view.judge', title: 'Judge', menu: 'View', keys: 'Mod+7' },
  { id: 'view.explain', title: 'Explain', menu: 'View', keys: 'Mod+8' },
  { id: 'view.compare', title: 'Compare', menu: 'View', keys: 'Mod+9' },
  { id: 'view.sweep', title: 'Sweep', menu: 'View' },
  { id: 'view.runs', title: 'Runs', menu: 'View', keys: 'Mod+Shift+R' },
  { id: 'view.settings', title: 'Settings', menu: 'View', keys: 'Mod+,' },
  { id: 'canvas.circuit', title: 'Show the circuit', menu: 'View', begins: true },
  { id: 'canvas.matrix', title: 'Show the edge matrix', menu: 'View' },
  { id: 'canvas.split', title: 'Show circuit and matrix', menu: 'View' },
  { id: 'canvas.table', title: 'Show the graph as a table', menu: 'View', keys: 't' },
  { id: 'canvas.layout', title: 'Switch between grid and compact', menu: 'View', keys: 'c' },
  { id: 'canvas.fit', title: 'Fit the graph', menu: 'View', keys: 'f' },
  { id: 'isolate.neighbours', title: 'Isolate neighbours', menu: 'View', keys: 'n', begins: true },
  { id: 'isolate.upstream', title: 'Isolate what is upstream', menu: 'View', keys: 'u' },
  { id: 'isolate.downstream', title: 'Isolate what is downstream', menu: 'View', keys: 'd' },
  { id: 'isolate.paths', title: 'Isolate all paths through', menu: 'View', keys: 'p' },
  { id: 'pane.maximise', title: 'Maximise or restore the pane', menu: 'View', keys: 'm', begins: true },
  { id: 'notices.show', title: 'Show past notices', menu: 'View' },
  { id: 'theme.switch', title: 'Switch between dark and light', menu: 'View' },

  { id: 'run.start', title: 'Run', menu: 'Run', keys: 'Mod+Enter' },
  { id: 'run.pause', title: 'Pause or resume the run', menu: 'Run', keys: 'Mod+Shift+P' },
  { id: 'run.step', title: 'Decide one edge', menu: 'Run', keys: 'Mod+Shift+E' },
  { id: 'run.stop', title: 'Stop the run', menu: 'Run', keys: 'Mod+Shift+X' },
  { id: 'check.show', title: 'Self-check of model and prompts…', menu: 'Run', begins: true },
  { id: 'workflow.start', title: 'Screen, confirm, trace, judge', menu: 'Run' },
  { id: 'replay.back', title: 'Back by one decision', menu: 'Run', keys: ',', begins: true },
  { id: 'replay.forward', title: 'Forward by one decision', menu: 'Run', keys: '.' },
  { id: 'replay.end', title: 'To the last decision', menu: 'Run' },
  { id: 'replay.play', title: 'Play the decisions, or pause', menu: 'Run' },
  { id: 'run.fork', title: 'Fork the run at the decision on screen…', menu: 'Run' },
  { id: 'run.again', title: 'Run again', menu: 'Run', begins: true },
  { id: 'run.changes', title: 'Run with changes…', menu: 'Run' },
  { id: 'run.command', title: 'Show the run as a command', menu: 'Run' },
  { id: 'run.window', title: 'Open the run in a new window', menu: 'Run' },
  { id: 'go.judge', title: 'Judge this circuit', menu: 'Run', begins: true },
  { id: 'tests.start', title: 'Test the circuit in Judge', menu: 'Run' },
  { id: 'stability.measure', title: 'Measure the stability of this circuit', menu: 'Run' },
  { id: 'go.explain', title: 'Explain this circuit', menu: 'Run' },
  { id: 'go.compare', title: 'Compare this circuit', menu: 'Run' },
  { id: 'go.sweep', title: 'Sweep its threshold', menu: 'Run' },
  { id: 'sweep.new', title: 'New sweep…', menu: 'Run', begins: true },
  { id: 'sweep.start', title: 'Start the sweep', menu: 'Run' },

  { id: 'tour.start', title: 'Take the tour', menu: 'Help' },
  { id: 'keys.show', title: 'Keys', menu: 'Help', keys: '?' },
  { id: 'help.show', title: 'Help', menu: 'Help', keys: 'F1' },
] as const satisfies readonly CommandEntry[]

export type CommandId = (typeof COMMANDS)[number]['id']
export interface Command extends CommandEntry {
  id: CommandId
}

/** Whether a command can be given now, and what it would act on: `delete run 3`. */
export interface CommandState {
  isPossible: boolean
  detail?: string
}

/** What the window in front can do now. */
export type CommandStates = Record<CommandId, CommandState>
