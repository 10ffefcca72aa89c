import { METRIC_SENSE } from '../../../contract'
import type { MetricName, RunSummary, ScoreMeaning } from '../../../contract'
import { whenFree, type Store } from '../../store'
import { circuitColumns } from '../runs/found-columns'
import type { ReadCircuit } from './read-circuit'

/** Enters a circuit file that was read as a run of method `import`. */
export async function importRun(store: Store, circuit: ReadCircuit): Promise<RunSummary> {
  const { name, modelName, shape, dModel, kept, scores, meaning, doubt, leftOut, roles } = circuit
  const edgesTotal = kept.length
  const save = () => {
    const run = store.runs.insert({
      name,
      state: 'done',
      method: 'import',
      model: '',
      modelName,
      promptsName: '',
      promptCount: 0,
      // Nothing was measured here: the interface shows no metric of an imported circuit but that of its scores.
      ...metricOf(meaning),
      threshold: null,
      order: null,
      absolute: false,
      direction: null,
      edgesTotal,
      dModel,
      shape,
      config: null,
      provenance: null,
      certificate: doubt,
      scores,
      importedScores: scores.every(Number.isNaN) ? null : { meaning, saidBy: meaning ? 'file' : 'person' },
      owner: null,
    })
    const counts = {
      edgesDecided: edgesTotal,
      edgesKept: kept.reduce((sum, one) => sum + one, 0),
      testsRun: 0,
      borderline: 0,
      elapsedMs: 0,
    }
    const effects = { edge: new Int32Array(0), effect: new Float64Array(0) }
    const decisions = circuitColumns(edgesTotal, kept)
    if (roles) store.roles.add(roles.modelHash, roles.roles)
    store.journal.append({ runId: run.id, owner: null, seqBefore: 0 }, { decisions, effects }, counts)
    return store.runs.change(run.id, null, {
      finishedAt: run.createdAt,
      message: leftOut,
    })
  }
  return whenFree(() => store.transaction(save))
}

/** The columns must hold some metric; nothing reads it where the scores have none. */
function metricOf(meaning: ScoreMeaning | null): { metric: MetricName; metricSense: 1 | -1 } {
  const metric = meaning?.kind === 'effect' ? meaning.metric : 'kl'
  return { metric, metricSense: METRIC_SENSE[metric] }
}
