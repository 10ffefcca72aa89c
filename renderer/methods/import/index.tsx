import { formatSigned, shownValue, VALUE_NAME, valueSource } from '../../state/edge-values'
import { KEPT, UNDECIDED, wholeOf, type LiveRun } from '../../state/live-run'
import { shownScores } from '../../state/shown-scores'
import { numbersText, type FactGroup } from '../../views/discover/edge-groups'
import { capitalised } from '../../widgets/format'
import { FileEdges } from './file-edges'
import { FileScores } from './file-scores'
import type { MethodView } from '../method-view'

/** A circuit file that was opened: nothing starts it, and nothing was computed here. */
export const importView: MethodView<'import'> = {
  settings: {},
  stagesOf: () => [],
  fillForm: () => undefined,
  discover: {
    facts: scoreFacts,
    edgeGroups: (run, edge) => [fileGroup(run, edge)],
    edgeText,
    Log: FileEdges,
    logTitle: 'Edges of the file',
    Plot: FileScores,
    doneText: 'Imported circuit',
    stoppedText: 'Cancelled',
  },
}

/** What the scores of the file are, and who said so. */
function scoreFacts({ summary: { importedScores } }: LiveRun): [string, string][] {
  if (!importedScores) return []
  const { meaning, saidBy } = importedScores
  if (!meaning) return [['Scores', 'meaning not known']]
  return [
    ['Scores', `${shownScores(meaning)}, ${saidBy === 'file' ? 'as the file says' : 'as you said'}`],
  ]
}

function fileGroup(run: LiveRun, edge: number): FactGroup {
  const whole = wholeOf(run)
  const isIn = whole.state[edge] === KEPT ? 'yes' : 'no'
  return {
    title: 'In the file',
    facts: [
      [capitalised(VALUE_NAME[valueSource(whole, edge)]), formatSigned(shownValue(whole, edge))],
      ['In circuit', isIn],
    ],
  }
}

/** `in the circuit, score +0.4200` */
function edgeText(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const isIn = run.state[edge] === KEPT
  const where = run.excerpt ? 'chosen' : 'in the circuit'
  const state = isIn ? where : `not ${where}`
  return [state, numbersText(run, edge)].filter(Boolean).join(', ')
}
