import { z } from 'zod'
import {
  ABLATIONS,
  foundOn,
  foundOnByFile,
  meaningOfBlock,
  meaningOfRun,
  PatchbayError,
} from '../../../../contract'
import type {
  Ablation,
  CircuitSource,
  EvaluateConfig,
  FoundOn,
  GivenCircuit,
  RunConfig,
  RunDetail,
  ScoreMeaning,
  TestsConfig,
} from '../../../../contract'
import type { Store } from '../../../store'
import { edgeScores, keptEdges, refuseOtherShape } from '../run-circuit'
import type { WantedModel } from './host-method'

/** What judges or tests a circuit that was found elsewhere. */
type JudgingConfig = EvaluateConfig | TestsConfig

/** Without an ablation, a circuit is judged with the one it was found with. */
export function withCircuitsAblation<Config extends JudgingConfig>(config: Config, store: Store): Config {
  if (config.ablation !== undefined) return config
  return { ...config, ablation: ablationOfCircuit(config.circuit, store) ?? 'resample' }
}

/** `of run 3` */
export function ofWhich({ circuit }: JudgingConfig, store: Store): string {
  if (!('runId' in circuit)) return 'of a file'
  const of = `of run ${store.runs.summary(circuit.runId).number}`
  return circuit.edges ? `of ${circuit.edges.length} edges ${of}` : of
}

/** A circuit by what determines it. */
export function knownSource(source: CircuitSource | undefined, idOfRun: (runId: string) => string): unknown {
  return source && 'runId' in source ? { run: idOfRun(source.runId), edges: source.edges } : source
}

/** The circuit of a run; undefined for one that the configuration carries itself. */
export function givenCircuit(
  source: CircuitSource | undefined,
  config: JudgingConfig,
  of: { wanted: Pick<WantedModel, 'shape'>; store: Store },
): GivenCircuit | undefined {
  return source && 'runId' in source ? circuitOfRun(source, config, of) : undefined
}

type StoredCircuit = Extract<CircuitSource, { runId: string }>

const word = z.enum(ABLATIONS)
const fileRecord = z.object({ ablation: word })

/** Runs, our circuit files and opened files name it; files of other programs do not. */
function ablationOfCircuit(circuit: CircuitSource, store: Store): Ablation | undefined {
  if (!('runId' in circuit)) {
    const { patchbay } = circuit
    const scored = () => meaningOfBlock(patchbay, 'the circuit file')
    return fileRecord.safeParse(patchbay).data?.ablation ?? ablationOfScores(scored())
  }
  const { config, summary } = store.runs.get(circuit.runId)
  if (config) return 'ablation' in config ? config.ablation : undefined
  return ablationOfScores(summary.importedScores?.meaning)
}

const ablationOfScores = (meaning: ScoreMeaning | null | undefined): Ablation | undefined =>
  word.safeParse(meaning?.ablation).data

/** @throws PatchbayError (bad-input) for a circuit of another model, and one without edges. */
function circuitOfRun(
  { runId: id, edges: given }: StoredCircuit,
  judging: JudgingConfig,
  { wanted: { shape }, store }: { wanted: Pick<WantedModel, 'shape'>; store: Store },
): GivenCircuit {
  const run: RunDetail = { ...store.runs.get(id), ...store.journal.read(id), progress: null }
  const { name } = run.summary
  refuseOtherShape(run, shape)
  const edges = given ? chosenEdges(given, run) : keptEdges(run)
  if (edges.length === 0)
    throw new PatchbayError('bad-input', `${name} keeps no edge, so there is no circuit to evaluate.`)
  const scores = edgeScores(run)
  return {
    name: given ? `the ${edges.length} chosen edges of ${name}` : name,
    edges,
    scores: scores.every(Number.isNaN) ? null : scores,
    meaning: meaningOfRun(run),
    foundOn: foundOnOfRun(run.config, judging, store),
  }
}

/** Each once, ascending. @throws PatchbayError (bad-input) for one that the graph does not have. */
function chosenEdges(given: readonly number[], { summary }: RunDetail): Int32Array {
  const unknown = given.find((edge) => edge >= summary.edgesTotal)
  if (unknown === undefined) return Int32Array.from(new Set(given)).sort()
  throw new PatchbayError(
    'bad-input',
    `${summary.name} has ${summary.edgesTotal} edges, numbered from 0: it has no edge ${unknown} to evaluate.`,
  )
}

/** A judgement found nothing itself: its circuit is from another run, or a file. */
function foundOnOfRun(config: RunConfig | null, judging: JudgingConfig, store: Store): FoundOn | null {
  if (config?.method !== 'evaluate' && config?.method !== 'tests') return config && foundOn(judging, config)
  const { circuit } = config
  if (!('runId' in circuit)) return foundOnByFile(judging, circuit.patchbay)
  return foundOnOfRun(configOfRun(circuit.runId, store), judging, store)
}

/** null where the run is no longer there, too. */
function configOfRun(id: string, store: Store): RunConfig | null {
  try {
    return store.runs.get(id).config
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'not-found') return null
    throw error
  }
}
