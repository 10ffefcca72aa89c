import {
  certificateRecord,
  decidesEdges,
  DECISION_REASONS,
  definitionOf,
  finiteOrNull,
  meaningOfRun,
  roleRecords,
  rowsForFile,
  stabilityRecord,
  withPlaceNames,
} from '../../../contract'
import type {
  DecisionColumns,
  DecisionTuple,
  ImportedBlock,
  MethodResult,
  NodeRole,
  PatchbayBlock,
  RunDetail,
  RunFork,
} from '../../../contract'
import { edgeName } from '../../../engine/host'
import type { ComputationalGraph } from '../../../engine/host'
import { countConvention } from '../runs/provenance'
import { keptEdges } from '../runs/run-circuit'

/** The `patchbay` block; undefined for a circuit of another program of which nothing is known. */
export function runRecord(
  run: RunDetail,
  result: MethodResult | null,
  graph: ComputationalGraph,
  roles: readonly NodeRole[],
): PatchbayBlock | ImportedBlock | undefined {
  const { summary, config, provenance, settings } = run
  const certificate = run.certificate && certificateRecord(run.certificate)
  const scores = meaningOfRun(run)
  if (!config || !provenance) {
    if (!scores && !certificate) return undefined
    return { format: 1, method: 'import', ...(scores && { scores }), ...(certificate && { certificate }) }
  }
  return {
    format: 1,
    run: {
      id: summary.id,
      number: summary.number,
      name: summary.name,
      state: summary.state,
      created_at: new Date(summary.createdAt).toISOString(),
    },
    method: summary.method,
    model: {
      name: summary.modelName,
      path: summary.model,
      hash: provenance.modelHash,
      ...(provenance.modelHashes && { files: provenance.modelHashes.files }),
      ...(provenance.modelSource && { source: provenance.modelSource }),
    },
    certificate,
    model_warnings: provenance.modelWarnings,
    data: {
      name: summary.promptsName,
      hash: provenance.dataHash,
      prompts: summary.promptCount,
      bos: config.prompts.bos,
      ...(provenance.rowsWithBos !== undefined && { rows_with_bos: provenance.rowsWithBos }),
      answer_reading: config.prompts.answerReading ?? 'auto',
      ...(config.prompts.split && { split: config.prompts.split }),
      ...(config.prompts.labels && { labels: config.prompts.labels }),
      ...(config.prompts.source && { source: config.prompts.source }),
      rows: rowsForFile(config.prompts.rows),
    },
    prompt_notes: provenance.promptNotes,
    metric: summary.metric,
    ...(scores && { scores }),
    threshold: summary.threshold,
    absolute: summary.absolute,
    ...(provenance.fork && { fork: forkRecord(provenance.fork) }),
    order: summary.order,
    direction: word(provenance.direction),
    ablation: word(provenance.ablation),
    versions: { patchbay: provenance.patchbayVersion, onnxruntime: provenance.onnxruntimeVersion },
    edges_total: summary.edgesTotal,
    edges_kept: keptEdges(run).length,
    stability: stabilityRecord(run.stability, graph),
    metric_initial: summary.metricInitial,
    metric_final: summary.metricFinal,
    tests_run: summary.testsRun,
    borderline: summary.borderline,
    elapsed_ms: summary.elapsedMs,
    ...(settings.length > 0 && { computed_with: settings }),
    count_convention: countConvention(summary.edgesTotal),
    ...methodChoices(run, result),
    ...(roles.length > 0 && { roles: roleRecords(roles) }),
    measurements: plainMeasurements(run),
    decisions: decisionTuples(graph, run.decisions),
    effects: Object.fromEntries(
      [...run.effects.edge].map((edge, row) => [edgeName(graph, edge), run.effects.effect[row]]),
    ),
  }
}

function forkRecord({ run, step, decisionsHash, parts, patchbayVersion }: RunFork): PatchbayBlock['fork'] {
  return {
    run,
    decisions: step,
    decisions_hash: decisionsHash,
    thresholds: parts.map(({ fromStep, ...part }) => ({ from_decision: fromStep, ...part })),
    patchbay: patchbayVersion,
  }
}

/** The term at the beginning of `noising: the base run is clean, ...`. */
function word(sentence: string): string {
  return sentence.split(':')[0]
}

/**
 * What a configuration chooses beside the record's own fields, and the passes that the scores took. The files of ACDC
 * have fields of their own for all of it.
 */
function methodChoices({ config }: RunDetail, result: MethodResult | null): Partial<PatchbayBlock> {
  if (!config || decidesEdges(config.method)) return {}
  const { method, model: _model, prompts: _prompts, metric: _metric, ...rest } = config
  const { options } = definitionOf(method).command
  // Circuits and logits that were given as files would make the record longer than what was found.
  const choices = Object.entries(withPlaceNames(rest) as object).filter(
    ([name]) => options[name]?.reads === undefined,
  )
  const scores = result && 'scores' in result ? result.scores : null
  return {
    choices: Object.fromEntries(choices) as Record<string, unknown>,
    ...(scores && { passes: scores.passes, base_metric: scores.baseMetric }),
  }
}

export function decisionTuples(graph: ComputationalGraph, decisions: DecisionColumns): DecisionTuple[] {
  return Array.from(decisions.edge, (edge, row) => [
    graph.senders[graph.edgeSender[edge]].name,
    graph.receivers[graph.edgeReceiver[edge]].name,
    finiteOrNull(decisions.metric[row]),
    finiteOrNull(decisions.delta[row]),
    decisions.kept[row] ? 1 : 0,
    DECISION_REASONS[decisions.reason[row]],
  ])
}

/** Typed arrays as lists, which is what JSON can carry. */
function plainMeasurements({ measurements }: RunDetail): unknown {
  const asList = (key: string, value: unknown) => {
    // The decisions are in the order of the tests.
    if (key === 'testOrder') return undefined
    return value instanceof Float64Array ? Array.from(value) : value
  }
  return JSON.parse(JSON.stringify(measurements, asList))
}
