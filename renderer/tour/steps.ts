import type { TourStepId } from '../state/tour'
import type { ViewName } from '../state/workbench'
import { takeToConfirm, takeToDiscover, takeToJudge, takeToTrace } from '../views/road/road-actions'
import * as act from './actions'
import type { TourFacts } from './facts'
import * as seen from './seen'

/** One step: where it is, what it asks for, and what it found. */
export interface TourStep {
  view: ViewName
  title: string
  /** What is to be done, in two sentences. Names the control as it is labelled. */
  task: string
  /** The control that does it, as selectors of which the first with a match counts. None where there is nothing to press. */
  target: readonly string[]
  /** With the numbers that were found; null while it is not done. */
  seen: (facts: TourFacts) => string | null
  /** Does it in the person's stead, by the same action as the control. */
  act?: (facts: TourFacts) => Promise<void> | void
  /** Leads to its view with what was chosen; left out, shows it as it is. */
  enter?: (facts: TourFacts) => void
}

/** The button that a view has in its middle comes after that of its toolbar. */
const START = ['[data-starts]']

/** The tour: from the question to a circuit that is found, judged and explained. */
export const TOUR: Record<TourStepId, TourStep> = {
  question: {
    view: 'dataset',
    title: 'The question',
    task: 'The trained sample and its prompts are being opened.',
    target: ['[aria-label="Clean prompt, row 1"]'],
    seen: seen.seenQuestion,
  },
  task: {
    view: 'dataset',
    title: 'Does the model do the task?',
    task: 'The model is being asked for its answer to every prompt. What it cannot do, no circuit explains.',
    target: ['[aria-label="Does the model do the task?"]'],
    seen: seen.seenTask,
  },
  screen: {
    view: 'screen',
    title: 'What matters at all?',
    task: 'Attribution patching estimates what every head, MLP and position contributes, from two passes forward and one backward. Press “Screen”.',
    target: START,
    seen: seen.seenScreen,
    act: act.screenPrompts,
  },
  choose: {
    view: 'screen',
    title: 'Choose what to measure',
    task: 'Click rows under “Largest effects”, or cells of the maps, to choose what is measured exactly. Done for you, it is the five strongest heads and MLPs.',
    target: ['[aria-label="Largest effects"]'],
    seen: seen.seenChoice,
    act: act.chooseStrongest,
  },
  confirm: {
    view: 'confirm',
    title: 'Do the estimates hold?',
    task: 'Activation patching measures each chosen site exactly, with one run of the model each. Press “Confirm”.',
    target: START,
    seen: seen.seenConfirmed,
    act: act.confirmChoice,
    enter: takeToConfirm,
  },
  trace: {
    view: 'trace',
    title: 'Which way does it flow?',
    task: 'Every edge among the chosen nodes is patched alone. Press the filled button over the picture.',
    target: START,
    seen: seen.seenTraced,
    act: act.traceChoice,
    enter: takeToTrace,
  },
  discover: {
    view: 'discover',
    title: 'Find the circuit',
    task: 'ACDC goes through all edges, from the logits back, and cuts each whose removal harms the metric by less than τ. Press “Run ACDC” and watch what is left.',
    target: START,
    seen: seen.seenCircuit,
    act: act.findCircuit,
    enter: takeToDiscover,
  },
  pin: {
    view: 'discover',
    title: 'Look at one node',
    task: 'Click a node or an edge in the graph; by keyboard, focus the graph, move with the arrow keys and press Enter. What it does is then in the inspector.',
    target: ['main [role="application"]'],
    seen: seen.seenPinned,
    act: act.pinNode,
  },
  judge: {
    view: 'judge',
    title: 'Is this the circuit?',
    task: 'The circuit runs alone on every prompt, beside random circuits of its size. Press “Judge”.',
    target: START,
    seen: seen.seenJudgement,
    act: act.judgeCircuit,
    enter: ({ circuit }) => circuit && takeToJudge(circuit.summary),
  },
  explain: {
    view: 'explain',
    title: 'What do its nodes do?',
    task: 'Attention, writes and direct attribution of every node are being computed on the clean prompts.',
    target: ['[aria-label="Groups"]'],
    seen: seen.seenExplained,
    act: act.explainCircuit,
    enter: act.explainCircuit,
  },
  accept: {
    view: 'explain',
    title: 'Say what you believe',
    task: 'A role is a suggestion of the numbers until a person says so. Press “Accept” beside a group that convinces you.',
    target: ['button[aria-label^="Accept "]'],
    seen: seen.seenAccepted,
    act: act.acceptFirst,
  },
  end: {
    view: 'explain',
    title: 'Found, judged, explained',
    task: 'The run in Discover is no longer the one of the tour: find the circuit again.',
    target: ['nav[aria-label="Next step"] [data-view="compare"]'],
    seen: seen.seenEnd,
    act: act.findCircuit,
  },
}
