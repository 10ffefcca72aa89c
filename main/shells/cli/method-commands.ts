import { ABLATIONS, ATTRIBUTION_VARIANTS, DIRECTIONS, METRICS, PatchbayError } from '../../../contract'
import type { ArgsOf, ScoreReading } from '../../../contract'
import type { Host } from '../../host/host'
import { beginRun } from './begin-run'
import { computeAndReport } from './compute-and-report'
import { findRun } from './find-run'
import { modelPath } from './model-path'
import { oneOf, readCircuit, readEdges, readLogits, readPrompts, wholeNumber, wholeNumbers } from './options'
import { checkOutFile } from './out-file'
import { parseSites } from './sites'
import { settingsOf, type SettingsOptions } from './settings'

const READINGS = ['effect', 'gain'] as const satisfies ScoreReading['kind'][]

type Config = ArgsOf<'runs.start'>['config']
type ConfigOf<M extends Config['method']> = Extract<Config, { method: M }>
/** What every command has besides its own options. */
type Own<M extends Config['method']> = Omit<ConfigOf<M>, 'model' | 'prompts' | 'metric'>

interface CommonOptions extends SettingsOptions {
  model: string
  prompts: string
  bos?: string
  circuit?: string
  reference?: string
  logits?: string
  edges?: string
  metric: string
  db?: string
  name?: string
  out?: string
  json?: boolean
}
type PatchingOptions = CommonOptions & { direction: string; ablation: string }

/** A new run of a method to its end. What was typed is checked before anything is opened. */
async function compute<M extends Config['method']>(
  options: CommonOptions,
  own: Own<M> | ((host: Host) => Promise<Own<M>>),
): Promise<void> {
  const metric = oneOf('--metric', METRICS, options.metric)
  const settings = settingsOf(options)
  checkOutFile(options)
  await computeAndReport(options, async (host) => {
    const prompts = await readPrompts(host, options)
    const rest = typeof own === 'function' ? await own(host) : own
    const config = { ...rest, model: modelPath(options.model), prompts, metric } as unknown as ConfigOf<M>
    return beginRun(host, { config, name: options.name, settings })
  })
}

const patchingOf = ({ direction, ablation }: PatchingOptions) => ({
  direction: oneOf('--direction', DIRECTIONS, direction),
  ablation: oneOf('--ablation', ABLATIONS, ablation),
})

export function activationCommand(options: PatchingOptions & { sites: string }): Promise<void> {
  return compute<'activation'>(options, {
    method: 'activation',
    ...patchingOf(options),
    ...parseSites(options.sites, true),
  })
}

export function attributionCommand(
  options: PatchingOptions & { sites: string; method: string },
): Promise<void> {
  return compute<'attribution'>(options, {
    method: 'attribution',
    ...patchingOf(options),
    variant: oneOf('--method', ATTRIBUTION_VARIANTS, options.method),
    sites: parseSites(options.sites, false).sites,
  })
}

interface EdgesOptions extends PatchingOptions {
  all?: boolean
  edge?: string[]
  /** A file that names them. */
  edges?: string
  into?: string
  from?: string
  mlps: string
}

export function edgesCommand(options: EdgesOptions): Promise<void> {
  return compute<'edges'>(options, {
    method: 'edges',
    ...patchingOf(options),
    mlps: oneOf('--mlps', ['frozen', 'recomputed'], options.mlps),
    select: selectOf(options),
  })
}

function selectOf({ all, edge, edges, into, from }: EdgesOptions): ConfigOf<'edges'>['select'] {
  const chosen: ConfigOf<'edges'>['select'][] = []
  if (all) chosen.push({ kind: 'all' })
  if (edge || edges !== undefined)
    chosen.push({ kind: 'list', edges: [...(edge ?? []), ...(edges === undefined ? [] : readEdges(edges))] })
  if (into !== undefined) chosen.push({ kind: 'into', receiver: into })
  if (from !== undefined) chosen.push({ kind: 'from', sender: from })
  if (chosen.length === 1) return chosen[0]
  throw new PatchbayError(
    'bad-input',
    'Say which edges: one of --all, --edge (as often as you like) or --edges, --into, --from.',
  )
}

export function pathCommand(options: PatchingOptions & { path: string }): Promise<void> {
  return compute<'path'>(options, { method: 'path', ...patchingOf(options), path: options.path })
}

export function eapCommand(options: PatchingOptions & { igSteps?: string }): Promise<void> {
  const igSteps = options.igSteps === undefined ? 0 : wholeNumber('--ig-steps', options.igSteps, 1)
  return compute<'eap'>(options, { method: 'eap', ...patchingOf(options), igSteps })
}

interface EvaluateOptions extends CommonOptions {
  circuit: string
  top?: string
  by: string
  scores?: string
  scoresMetric?: string
  scoresDirection?: string
  /** As the circuit was found, where it is left out. */
  ablation?: string
}

export function evaluateCommand(options: EvaluateOptions): Promise<void> {
  const top = options.top === undefined ? [] : wholeNumbers('--top', options.top, 0)
  const by = oneOf('--by', ['signed', 'absolute'], options.by)
  const scores = readingOf(options)
  const ablation =
    options.ablation === undefined ? undefined : oneOf('--ablation', ABLATIONS, options.ablation)
  return compute<'evaluate'>(options, async (host) => ({
    method: 'evaluate',
    circuit: await circuitSource(host, options.circuit),
    reference: options.reference === undefined ? undefined : await circuitSource(host, options.reference),
    top,
    by,
    scores,
    ablation,
  }))
}

/** `--scores` as typed; which sign of an effect matters depends on its metric and direction. */
function readingOf({
  scores,
  scoresMetric: metric,
  scoresDirection: direction,
}: EvaluateOptions): ScoreReading | undefined {
  const details = [
    ['--scores-metric', metric],
    ['--scores-direction', direction],
  ] as const
  const kind = scores === undefined ? undefined : oneOf('--scores', READINGS, scores)
  if (kind === 'effect' && metric !== undefined && direction !== undefined) {
    return {
      kind,
      metric: oneOf('--scores-metric', METRICS, metric),
      direction: oneOf('--scores-direction', DIRECTIONS, direction),
    }
  }
  const missing = details.find(([, value]) => value === undefined)
  if (kind === 'effect' && missing) {
    throw new PatchbayError(
      'bad-input',
      `--scores effect needs ${missing[0]} too: whether a positive effect hurts depends on the metric and the direction.`,
    )
  }
  const idle = details.find(([, value]) => value !== undefined)
  if (idle) throw new PatchbayError('bad-input', `${idle[0]} belongs to --scores effect.`)
  return kind === 'gain' ? { kind } : undefined
}

/** `run:ID` is a run in the store (as `patchbay runs` finds it), all else a file. */
async function circuitSource(host: Host, typed: string): Promise<ConfigOf<'evaluate'>['circuit']> {
  if (!typed.startsWith('run:')) return readCircuit(typed)
  return { runId: (await findRun(host, typed.slice('run:'.length))).id }
}

export function workflowCommand(options: PatchingOptions & { top: string }): Promise<void> {
  const top = wholeNumber('--top', options.top, 1)
  return compute<'workflow'>(options, { method: 'workflow', ...patchingOf(options), top })
}

export function checkCommand(options: CommonOptions): Promise<void> {
  const referenceLogits = options.logits === undefined ? undefined : readLogits(options.logits)
  return compute<'check'>(options, { method: 'check', referenceLogits })
}
