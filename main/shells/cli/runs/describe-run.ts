import {
  answersText,
  bosText,
  certificateText,
  decidesEdges,
  forkText,
  notesOf,
  promptText,
  resultText,
  roleGroups,
  runTitle,
  scoreMeaningText,
  settingsText,
  sourceText,
  worstPromptOf,
} from '../../../../contract'
import type { NodeRole, RunConfig, RunDetail, RunMeasurements, RunSummary } from '../../../../contract'
import { durationText } from '../run/progress-line'

/** `patchbay runs show`, for people. `roles`: what was said of the nodes of its model. */
export function describeRun(detail: RunDetail, roles: readonly NodeRole[] = []): string {
  const { summary: run, config, provenance, settings, measurements } = detail
  const lines = [
    `${runTitle(run)} (number ${run.number}, id ${run.id}): ${run.state}${run.message ? `. ${run.message}` : ''}`,
    `model ${run.modelName} (${run.model}), prompts ${run.promptsName} (${run.promptCount})`,
    ...foundLines(run, measurements, config),
    `result: ${resultText(run) ?? '-'}`,
  ]
  if (provenance?.fork) lines.push(`forked from ${forkText(provenance.fork)}`)
  if (run.tags.length > 0) lines.push(`tags: ${run.tags.join(', ')}`)
  if (run.note !== '') lines.push(...run.note.split('\n').map((line) => `note: ${line}`))
  if (settings.length > 0) lines.push(`computed with ${settingsText(settings)}`)
  const certificate = certificateText(run)
  if (!provenance) return [...lines, ...(certificate ? [`  certificate: ${certificate}`] : [])].join('\n')
  const texts = Object.entries(provenance).filter(([, value]) => typeof value === 'string')
  lines.push(...texts.map(([what, text]) => `  ${what}: ${text}`))
  if (config) {
    const { prompts } = config
    lines.push(`  bos: ${bosText(prompts.bos, provenance.rowsWithBos, prompts.rows.length)}`)
    lines.push(`  answers: ${answersText(prompts)}`)
  }
  const { modelSource } = provenance
  if (modelSource) lines.push(`  modelSource: ${sourceText(modelSource)}`)
  if (certificate) lines.push(`  certificate: ${certificate}`)
  lines.push(...roleGroups(roles).map(({ label, nodes }) => `  role: ${label}: ${nodes.join(', ')}`))
  return [...lines, ...notesOf(provenance).map((note) => `  note: ${note}`)].join('\n')
}

/** The prompt that the run's circuit serves worst. */
function worstLines(measurements: RunMeasurements | null, config: RunConfig | null): string[] {
  const worst = worstPromptOf(measurements)
  return worst ? [`worst prompt: faithfulness ${worst.faithfulness}, ${promptText(config, worst.row)}`] : []
}

/** What the scores of an imported circuit are. */
function scoresLine({ importedScores }: RunSummary): string {
  if (!importedScores) return 'no scores'
  const { meaning, saidBy } = importedScores
  if (!meaning) return 'scores: the file does not say what they are, and nobody has said it yet'
  return `scores: ${scoreMeaningText(meaning)}, ${saidBy === 'file' ? 'as the file says' : 'as was answered'}`
}

function foundLines(
  run: RunSummary,
  measurements: RunMeasurements | null,
  config: RunConfig | null,
): string[] {
  if (run.method === 'import')
    return [`${run.edgesKept} of ${run.edgesTotal} edges in the circuit`, scoresLine(run)]
  return decidesEdges(run.method)
    ? decidedLines(run, measurements, config)
    : methodLines(run, measurements, config)
}

function decidedLines(
  run: RunSummary,
  measurements: RunMeasurements | null,
  config: RunConfig | null,
): string[] {
  return [
    `${run.metric}, threshold ${run.threshold ?? '-'}, order ${run.order ?? '-'}${run.absolute ? ', absolute' : ''}`,
    `${run.edgesKept} edges kept, ${run.edgesDecided} of ${run.edgesTotal} decided, ${run.testsRun} tests, ${run.borderline} borderline, ${durationText(run.elapsedMs)}`,
    `${run.metric}: ${run.metricInitial ?? '-'} with every edge, ${run.metricFinal ?? '-'} with the circuit; faithfulness of logit_diff ${measurements?.faithfulness ?? '-'}`,
    ...worstLines(measurements, config),
  ]
}

function methodLines(
  run: RunSummary,
  measurements: RunMeasurements | null,
  config: RunConfig | null,
): string[] {
  const { method, metric, direction } = run
  const lines = [
    `${method}: ${metric}${direction ? `, ${direction}` : ''}, ${run.testsRun} patched runs, ${durationText(run.elapsedMs)}`,
    `${metric}: clean ${measurements?.clean.mean[metric] ?? '-'}, corrupt ${measurements?.corrupt.mean[metric] ?? '-'}`,
  ]
  if (!measurements?.circuit) return lines
  const { circuit, faithfulness } = measurements
  return [
    ...lines,
    `${metric} of the circuit ${circuit.mean[metric]}; faithfulness of logit_diff ${faithfulness ?? '-'}`,
    ...worstLines(measurements, config),
  ]
}
