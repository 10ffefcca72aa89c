import path from 'node:path'
import { notesOf, scoreMeaningText, settingsText, worstPromptOf } from '../../../contract'
import type {
  RunComparison,
  RunConfig,
  RunDetail,
  RunMeasurements,
  RunSummary,
  WorstPrompt,
} from '../../../contract'
import { Host } from '../../host/host'
import { defaultStorePath } from '../../paths'
import { print } from '../streams'
import { computeAndReport } from './compute-and-report'
import { findRun } from './find-run'
import { checkOutFile, writeOutFile } from './out-file'
import { printJson, table } from './output'
import { durationText } from './progress-line'
import { numberText } from './numbers'
import { promptLine, promptText } from './prompt-text'
import { settingsOf, type SettingsOptions } from './settings'

interface StoreOptions {
  db?: string
  json?: boolean
}

function openHost({ db }: StoreOptions): Host {
  return new Host({ storePath: db === undefined ? defaultStorePath() : path.resolve(db), emit: () => {} })
}

export async function listCommand(options: StoreOptions): Promise<void> {
  const runs = await openHost(options).call('runs.list', {})
  if (options.json) return printJson(runs)
  if (runs.length === 0) return print('There are no runs yet.')
  const head = ['NO', 'ID', 'METHOD', 'STATE', 'KEPT', 'METRIC', 'THRESHOLD', 'MODEL', 'NAME']
  await print(table(head, runs.map(listRow)))
}

function listRow(run: RunSummary): string[] {
  const isImport = run.method === 'import'
  const state = isImport && run.state === 'done' ? 'imported' : run.state
  const metric = isImport ? '-' : run.metric
  const threshold = String(run.threshold ?? '-')
  return [
    String(run.number),
    run.id,
    run.method,
    state,
    keptText(run),
    metric,
    threshold,
    run.modelName,
    run.name,
  ]
}

/** `5/81`, while edges are still undecided `..`; `-` where no circuit is looked for. */
function keptText({ method, state, edgesKept, edgesDecided, edgesTotal }: RunSummary): string {
  const isDecided = edgesDecided === edgesTotal
  if (method !== 'acdc' && !(isDecided && state === 'done')) return '-'
  return `${edgesKept}${isDecided ? '' : '?'}/${edgesTotal}`
}

export async function showCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const detail = await host.call('runs.get', { id: (await findRun(host, typed)).id })
  const { summary, config, shape, provenance, settings, measurements } = detail
  if (options.json) return printJson({ summary, config, shape, provenance, settings, measurements })
  await print(describeRun(detail))
}

function describeRun({ summary: run, config, provenance, settings, measurements }: RunDetail): string {
  const lines = [
    `${run.name} (number ${run.number}, id ${run.id}): ${run.state}${run.message ? `. ${run.message}` : ''}`,
    `model ${run.modelName} (${run.model}), prompts ${run.promptsName} (${run.promptCount})`,
    ...(run.method === 'acdc' || run.method === 'import'
      ? circuitLines(run, measurements, config)
      : methodLines(run, measurements, config)),
  ]
  if (run.tags.length > 0) lines.push(`tags: ${run.tags.join(', ')}`)
  if (settings.length > 0) lines.push(`computed with ${settingsText(settings)}`)
  if (!provenance) return lines.join('\n')
  const texts = Object.entries(provenance).filter(([, value]) => typeof value === 'string')
  lines.push(...texts.map(([what, text]) => `  ${what}: ${text}`))
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

function circuitLines(
  run: RunSummary,
  measurements: RunMeasurements | null,
  config: RunConfig | null,
): string[] {
  if (run.method === 'import')
    return [`${run.edgesKept} of ${run.edgesTotal} edges in the circuit`, scoresLine(run)]
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

export async function exportCommand(typed: string, options: StoreOptions & { out?: string }): Promise<void> {
  checkOutFile(options)
  const host = openHost(options)
  const format = options.out?.endsWith('.csv') ? 'csv' : 'json'
  const { text } = await host.call('runs.export', { id: (await findRun(host, typed)).id, format })
  if (options.out === undefined) return print(text)
  await writeOutFile(options.out, text)
}

export async function compareCommand(a: string, b: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const ids = { a: (await findRun(host, a)).id, b: (await findRun(host, b)).id }
  const comparison = await withEdgeNames(await host.call('runs.compare', ids))
  await (options.json ? printJson(comparison) : print(describeComparison(comparison)))
}

type NamedComparison = Omit<RunComparison, 'onlyA' | 'onlyB' | 'both'> &
  Record<'onlyA' | 'onlyB' | 'both', string[]>

async function withEdgeNames(comparison: RunComparison): Promise<NamedComparison> {
  const { buildGraph, edgeName } = await import('../../../engine')
  const graph = buildGraph(comparison.shape)
  const names = (edges: Int32Array) => Array.from(edges, (edge) => edgeName(graph, edge))
  const { onlyA, onlyB, both } = comparison
  return { ...comparison, onlyA: names(onlyA), onlyB: names(onlyB), both: names(both) }
}

function describeComparison({
  a,
  b,
  onlyA,
  onlyB,
  both,
  edgeJaccard,
  nodeJaccard,
  differences,
  worstA,
  worstB,
}: NamedComparison): string {
  const section = (title: string, names: string[]) => [
    `${title}: ${names.length} edges`,
    ...names.map((name) => `  ${name}`),
  ]
  return [
    `A ${a.name} (${a.id}), B ${b.name} (${b.id})`,
    `edge Jaccard ${edgeJaccard.toFixed(4)}, node Jaccard ${nodeJaccard.toFixed(4)}`,
    ...differences.map((difference) => `${difference.what}: A ${difference.a}, B ${difference.b}`),
    `faithfulness of logit_diff: A ${numberText(a.faithfulness)}, B ${numberText(b.faithfulness)}`,
    `worst prompt: A ${worstText(worstA)}; B ${worstText(worstB)}`,
    ...section('only in A', onlyA),
    ...section('only in B', onlyB),
    ...section('in both', both),
  ].join('\n')
}

function worstText(worst: WorstPrompt | null): string {
  return worst ? `${numberText(worst.faithfulness)}, ${promptLine(worst.clean, worst.row)}` : '-'
}

/** For good: what a program deleted can be brought back only while it runs. */
export async function deleteCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id, name } = await findRun(host, typed)
  await host.call('runs.delete', { id })
  await host.close()
  await print(`${name} is deleted.`)
}

type ResumeOptions = StoreOptions & { out?: string } & Omit<SettingsOptions, 'device'>

export async function resumeCommand(typed: string, options: ResumeOptions): Promise<void> {
  const settings = settingsOf(options)
  checkOutFile(options)
  await computeAndReport(options, async (host) =>
    host.call('runs.resume', { id: (await findRun(host, typed)).id, settings }),
  )
}
