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
} from '../../../../contract'
import type { Store } from '../../../store'
import { edgeScores, keptEdges, shapeText } from '../run-circuit'
import type { HostMethod, WantedModel } from './host-method'

/** Judges circuits that other runs found. */
export const evaluate: HostMethod<'evaluate'> = {
  /** Without an ablation, a circuit is judged with the one it was found with. */
  completed: (config, store) =>
    config.ablation === undefined
      ? { ...config, ablation: ablationOfCircuit(config.circuit, store) ?? 'resample' }
      : config,

  inputs(config, wanted, store) {
    const given = (source: CircuitSource | undefined) =>
      source && 'runId' in source ? circuitOfRun(source.runId, config, { wanted, store }) : undefined
    return { circuit: given(config.circuit), reference: given(config.reference) }
  },
}

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
  id: string,
  judging: EvaluateConfig,
  { wanted: { shape }, store }: { wanted: WantedModel; store: Store },
): GivenCircuit {
  const run: RunDetail = { ...store.runs.get(id), ...store.journal.read(id), progress: null }
  const { name } = run.summary
  if (shapeText(run) !== shapeText({ shape })) {
    throw new PatchbayError(
      'bad-input',
      `${name} is of another model (${shapeText(run)}, this one has ${shapeText({ shape })}): choose a run of this model.`,
    )
  }
  const edges = keptEdges(run)
  if (edges.length === 0)
    throw new PatchbayError('bad-input', `${name} keeps no edge, so there is no circuit to evaluate.`)
  const scores = edgeScores(run)
  return {
    name,
    edges,
    scores: scores.every(Number.isNaN) ? null : scores,
    meaning: meaningOfRun(run),
    foundOn: foundOnOfRun(run.config, judging, store),
  }
}

/** A judgement found nothing itself: its circuit is from another run, or a file. */
function foundOnOfRun(config: RunConfig | null, judging: EvaluateConfig, store: Store): FoundOn | null {
  if (config?.method !== 'evaluate') return config && foundOn(judging, config)
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
