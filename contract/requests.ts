import { z } from 'zod'
import type { CertificateState } from './certificate'
import type { CachedModel, Download, DownloadPlan } from './hub'
import { COMMIT } from './hub-name'
import type { MemoryNeed } from './memory'
import type { FolderEntry, KnownModel, ModelInfo, SampleInfo } from './model'
import {
  MAX_CUT_EDGES,
  MAX_NOTE_LENGTH,
  MAX_EXPLAINED_HEADS,
  MAX_PREVIEW_COLUMNS,
  MAX_PREVIEW_ROWS,
  MAX_PROMPT_ROWS,
  MAX_REPORTED_RUNS,
  MAX_SAVED_ROLES,
} from './limits'
import { ANSWER_READINGS, bosSchema, promptRowSchema, promptSetSchema } from './prompts'
import { columnMappingSchema } from './column-mapping'
import { EXPORT_FORMATS, pictureChoicesSchema, type ExportedFile } from './export-formats'
import { promptSourceArgs, type ReadPrompts } from './prompt-files'
import type { CheckedPrompts, PromptRow, PromptSet, PromptSetSummary } from './prompts'
import { MAX_TASK_PAIRS, taskPairSchema, type RowTask } from './task-check'
import { makePromptsSchema, type MadePrompts, type PromptTask } from './prompt-tasks'
import { RANKINGS, runConfigSchema, type MethodResult } from './methods'
import { scoreReadingSchema, type ScoreReadings } from './score-meaning'
import { compareManySchema, comparePairSchema, type CircuitMatrix, type RunComparison } from './compare'
import type { RunDetail, RunSummary } from './run'
import {
  explainSourceSchema,
  nodeRoleSchema,
  type AttentionReasons,
  type Copying,
  type EdgeEffects,
  type EdgeOnPrompt,
  type HeadOnPrompt,
  type LogitLens,
  type NodeRole,
  type OpenedExplanation,
  type SuggestedRoles,
  type SummaryProgress,
} from './explain'
import { MAX_RESAMPLES, USUAL_RESAMPLES, type RunStability, type StabilityDetail } from './stability'
import { DEVICES, settingsSchema, type DeviceCheck, type SettingsInfo } from './settings'
import {
  arrayScriptSchema,
  SWEEP_COMPUTERS,
  sweepSpecSchema,
  type Cluster,
  type ClusterInfo,
  type Collected,
  type HandedOver,
  type SweepDetail,
  type SweepForecast,
  type SweepSummary,
} from './sweep'

/** A request: how its arguments are checked, and (as a type only) what it answers. */
interface RequestSpec<Args extends z.ZodType, Result> {
  args: Args
  /** Never set; carries the type. */
  result?: Result
}

function request<Result>() {
  return <Args extends z.ZodType>(args: Args): RequestSpec<Args, Result> => ({ args })
}

const nothing = z.object({}).default({})
const runId = z.object({ id: z.string().min(1) })
const sweepId = z.object({ id: z.string().min(1) })
const sweepArgs = z.object({ spec: sweepSpecSchema, settings: settingsSchema.partial().optional() })
const modelPath = z.string().min(1)
const hubName = z.string().min(1).max(500)
const explanation = z.object({ id: z.string().min(1) })
/** `prompt`: its index among the prompts explained. */
const onPrompt = explanation.extend({ prompt: z.number().int().nonnegative() })
const nodeName = z.string().min(1).max(40)
const edgeIndex = z.number().int().nonnegative()
const commitId = z.string().regex(COMMIT)

export interface AppInfo {
  version: string
  hostPid: number
  storePath: string
  samples: SampleInfo[]
}

/** Everything the interface and the command line can ask of the host. */
export const requests = {
  'app.info': request<AppInfo>()(nothing),

  'models.open': request<ModelInfo>()(z.object({ path: modelPath })),
  'models.known': request<KnownModel[]>()(nothing),
  /** The load certificate of an open model. Where there is none, it is made in the background, of large models only by `models.certify`. */
  'models.certificate': request<CertificateState>()(z.object({ path: modelPath })),
  /** Makes the certificate (again), in the background: `model-certificate` reports it. */
  'models.certify': request<CertificateState>()(z.object({ path: modelPath })),
  /** Ends the making of it; the answer is what is known without it. */
  'models.cancelCertificate': request<CertificateState>()(z.object({ path: modelPath })),
  'models.forget': request<null>()(z.object({ path: modelPath })),
  /** Undoes `models.forget`, for as long as the host runs. */
  'models.restore': request<null>()(z.object({ path: modelPath })),
  /** Models in the local cache of the Hugging Face hub, newest first; nothing is asked of the hub. */
  'hub.cached': request<CachedModel[]>()(nothing),
  /** Asks the hub what a download of this model would fetch. Only where a person wants to know. */
  'hub.plan': request<DownloadPlan>()(z.object({ name: hubName })),
  /** Begins what was planned, or joins it; `hub-download` reports how it goes. `commit` is that of the plan. */
  'hub.download': request<Download>()(z.object({ name: hubName, commit: commitId })),
  /** Downloads since the host began, newest first; one for each name. */
  'hub.downloads': request<Download[]>()(nothing),
  /** Ends one; what was fetched is kept for the next time. */
  'hub.cancel': request<null>()(z.object({ name: hubName })),
  /** Takes one that has ended off the list. */
  'hub.dismiss': request<null>()(z.object({ name: hubName })),
  /** Folder browser of the browser shell; without `path`, the home folder. */
  'files.list': request<{ path: string; parent: string | null; entries: FolderEntry[] }>()(
    z.object({ path: z.string().optional() }),
  ),

  /** Tokens, alignment and problems of each row; called as the person types. */
  'prompts.check': request<CheckedPrompts>()(
    z.object({
      model: modelPath,
      bos: bosSchema,
      /** Without it, `auto`. */
      answerReading: z.enum(ANSWER_READINGS).optional(),
      rows: z.array(promptRowSchema).max(MAX_PROMPT_ROWS),
    }),
  ),
  /**
   * What the model says of each pair, in their order. It answers after a second or so with what is computed by then: null is to
   * be asked for again. Cancelled, it computes no further.
   */
  'prompts.task': request<(RowTask | null)[]>()(
    z.object({ model: modelPath, pairs: z.array(taskPairSchema).max(MAX_TASK_PAIRS) }),
  ),
  /** Pasted text or a file -> rows, or which columns it has where nobody knows what they are. */
  'prompts.parse': request<ReadPrompts>()(promptSourceArgs),
  /** The first rows of a table that was read before, by these columns. */
  'prompts.map': request<PromptRow[]>()(
    z.object({
      columns: z.array(z.string()).max(MAX_PREVIEW_COLUMNS),
      rows: z.array(z.array(z.string())).max(MAX_PREVIEW_ROWS),
      isText: z.boolean(),
      mapping: columnMappingSchema,
    }),
  ),
  /** Has `prompts.parse` suggest this mapping for every table with the same columns. */
  'prompts.rememberColumns': request<null>()(
    z.object({ columns: z.array(z.string()).max(MAX_PREVIEW_COLUMNS), mapping: columnMappingSchema }),
  ),
  /** The tasks for which prompts can be made, with their options, templates and word lists. */
  'prompts.generators': request<PromptTask[]>()(nothing),
  /** Prompts of a task, drawn with a seed; with `model`, such as its tokenizer lines up. */
  'prompts.make': request<MadePrompts>()(makePromptsSchema.extend({ model: modelPath.optional() })),
  'promptSets.list': request<PromptSetSummary[]>()(nothing),
  'promptSets.get': request<PromptSet>()(z.object({ id: z.string() })),
  /** Without `id` a new set; a name already taken is refused. */
  'promptSets.save': request<PromptSetSummary>()(
    z.object({ id: z.string().optional(), set: promptSetSchema }),
  ),
  'promptSets.delete': request<null>()(z.object({ id: z.string() })),

  'settings.get': request<SettingsInfo>()(nothing),
  /** For runs started (or resumed) from now on; what is left out stays. */
  'settings.set': request<SettingsInfo>()(settingsSchema.partial()),
  /** Whether an accelerator computes what the cpu does on this model. Without one nothing is computed on it. */
  'settings.checkDevice': request<DeviceCheck>()(z.object({ model: modelPath, device: z.enum(DEVICES) })),

  /** `settings` in place of the stored ones, for this run. */
  'runs.start': request<RunSummary>()(
    z.object({
      config: runConfigSchema,
      name: z.string().optional(),
      settings: settingsSchema.partial().optional(),
    }),
  ),
  /** What such a run would need at its peak, without loading anything; refused as `runs.start` refuses what is to be patched. */
  'runs.memory': request<MemoryNeed>()(
    z.object({ config: runConfigSchema, settings: settingsSchema.partial().optional() }),
  ),
  'runs.list': request<RunSummary[]>()(nothing),
  'runs.get': request<RunDetail>()(runId),
  /** What a run found; null until it is done. */
  'runs.result': request<MethodResult | null>()(runId),
  /** `step` decides one edge and pauses; `stop` ends the run, resumable. */
  'runs.control': request<RunSummary>()(
    runId.extend({ action: z.enum(['pause', 'resume', 'step', 'stop']) }),
  ),
  /** Continues an interrupted, stopped or failed run from its journal, with the present settings but on its own device. */
  'runs.resume': request<RunSummary>()(
    runId.extend({ settings: settingsSchema.omit({ device: true }).partial().optional() }),
  ),
  /** An empty name takes the one that it was given back. */
  'runs.rename': request<RunSummary>()(runId.extend({ name: z.string().trim().max(200) })),
  'runs.note': request<RunSummary>()(runId.extend({ note: z.string().trim().max(MAX_NOTE_LENGTH) })),
  'runs.tag': request<RunSummary>()(
    runId.extend({ tags: z.array(z.string().trim().min(1).max(40)).max(20) }),
  ),
  'runs.delete': request<null>()(runId),
  /** Undo of `runs.delete`, until the program is closed for good. */
  'runs.restore': request<RunSummary>()(runId),
  'runs.compare': request<RunComparison>()(comparePairSchema),
  /** Several circuits of one graph with each other. */
  'runs.compareMany': request<CircuitMatrix>()(compareManySchema),
  /** What a run found as a file: its record as JSON, its table, its circuit as a graph or as a picture. */
  'runs.export': request<ExportedFile>()(
    runId.extend({ format: z.enum(EXPORT_FORMATS), picture: pictureChoicesSchema.optional() }),
  ),
  /** A report of a run, or of a run compared with others of its graph, as one HTML page that needs nothing else. */
  'runs.report': request<ExportedFile>()(
    z.object({
      ids: z.array(z.string().min(1)).min(1).max(MAX_REPORTED_RUNS),
      picture: pictureChoicesSchema.optional(),
    }),
  ),
  /** What a person says that the scores of an imported circuit are; null takes it back. */
  'runs.sayScores': request<RunSummary>()(runId.extend({ reading: scoreReadingSchema.nullable() })),
  /** Both readings of such scores beside each other, measured on a model and prompts where they are given. */
  'runs.readings': request<ScoreReadings>()(
    runId.extend({
      top: z.number().int().positive(),
      on: z.object({ model: modelPath, prompts: promptSetSchema }).optional(),
    }),
  ),
  /**
   * Begins to explain: what the prompts are, in tokens. Nothing is computed yet. `settings` in place of the stored ones; it
   * is the cpu that computes.
   */
  'explain.open': request<OpenedExplanation>()(
    z.object({
      source: explainSourceSchema,
      settings: settingsSchema.pick({ threads: true, memoryBytes: true }).partial().optional(),
    }),
  ),
  /**
   * Scores of all heads over all prompts. It answers after a second or so with how far it is: to be asked again until
   * there is a summary. Cancelled, it computes no further.
   */
  'explain.summary': request<SummaryProgress>()(explanation),
  /** One head on one prompt; with `cut`, also its pattern in the clean run with these edges cut. */
  'explain.head': request<HeadOnPrompt>()(
    onPrompt.extend({ head: nodeName, cut: z.array(edgeIndex).max(MAX_CUT_EDGES).optional() }),
  ),
  /** Which tokens these heads write for tokens they read. */
  'explain.copying': request<Copying[]>()(
    explanation.extend({ heads: z.array(nodeName).max(MAX_EXPLAINED_HEADS) }),
  ),
  'explain.attention': request<AttentionReasons>()(
    onPrompt.extend({
      head: nodeName,
      query: z.number().int().nonnegative(),
      key: z.number().int().nonnegative(),
      run: z.enum(['clean', 'corrupt']),
    }),
  ),
  /** One edge on one prompt: where it matters and what it carries. */
  'explain.edge': request<EdgeOnPrompt>()(onPrompt.extend({ edge: edgeIndex })),
  /** Its effect on every prompt: as long as two passes over all of them, or a few seconds. */
  'explain.edgeEffects': request<EdgeEffects>()(explanation.extend({ edge: edgeIndex })),
  'explain.lens': request<LogitLens>()(onPrompt.extend({ run: z.enum(['clean', 'corrupt']) })),
  /** What the numbers suggest that heads do: of these, or of all; waits for the summary. */
  'explain.roles': request<SuggestedRoles[]>()(
    explanation.extend({ heads: z.array(nodeName).max(MAX_EXPLAINED_HEADS).optional() }),
  ),
  /** What people said that nodes of a model do, by the hash of the model. */
  'roles.list': request<NodeRole[]>()(z.object({ modelHash: z.string().min(1) })),
  /** All or none, in place of what was said of the same nodes; the whole group of a label takes its colour. Answers all of the model. */
  'roles.save': request<NodeRole[]>()(
    z.object({ modelHash: z.string().min(1), roles: z.array(nodeRoleSchema).min(1).max(MAX_SAVED_ROLES) }),
  ),
  'roles.remove': request<NodeRole[]>()(
    z.object({ modelHash: z.string().min(1), nodes: z.array(nodeName).min(1).max(MAX_SAVED_ROLES) }),
  ),
  /** What a sweep would compute, without computing anything; refused as `sweeps.start` refuses it. */
  'sweeps.plan': request<SweepForecast>()(sweepArgs),
  /** Queues its runs one after another; `sweep-changed` reports how it goes. What was computed before is not computed again. */
  'sweeps.start': request<SweepSummary>()(
    sweepArgs.extend({
      name: z.string().trim().max(200).optional(),
      computer: z.enum(SWEEP_COMPUTERS).optional(),
    }),
  ),
  /**
   * Connects to a Redis, whose workers then compute sweeps that are started with the computer `redis`; without an address to
   * the one that was connected to last. The address is kept, its password is not.
   */
  'cluster.connect': request<Cluster>()(
    z.object({ url: z.string().trim().min(1).optional(), password: z.string().optional() }),
  ),
  /** What is connected to, and who computes there. Asks nobody that is not connected to. */
  'cluster.get': request<ClusterInfo>()(nothing),
  /** Enters a sweep that is computed elsewhere, and writes what that needs into a folder that the machines share, with a script that computes it. */
  'sweeps.handOver': request<HandedOver>()(
    sweepArgs.extend({
      name: z.string().trim().max(200).optional(),
      folder: z.string().trim().min(1),
      script: arrayScriptSchema.prefault({}),
    }),
  ),
  /** Brings in what was computed from such a folder so far. */
  'sweeps.collect': request<Collected>()(z.object({ folder: z.string().min(1) })),
  /** Newest first. */
  'sweeps.list': request<SweepSummary[]>()(nothing),
  'sweeps.get': request<SweepDetail>()(sweepId),
  /** Stops the runs that are computed, resumable, and begins none any more; asks the Patchbay that computes it. */
  'sweeps.stop': request<SweepSummary>()(sweepId),
  /** Begins no further run; those that have begun are computed to their ends. */
  'sweeps.pause': request<SweepSummary>()(sweepId),
  /** Goes on with what has no result yet: of all that was left, and of what failed, or of one run alone. */
  'sweeps.resume': request<SweepSummary>()(
    sweepId.extend({
      member: z.number().int().nonnegative().optional(),
      settings: settingsSchema.omit({ device: true }).partial().optional(),
      computer: z.enum(SWEEP_COMPUTERS).optional(),
    }),
  ),
  'sweeps.rename': request<SweepSummary>()(sweepId.extend({ name: z.string().trim().min(1).max(200) })),
  /** Its runs stay. */
  'sweeps.delete': request<null>()(sweepId),
  /** Undo of `sweeps.delete`, until the program is closed for good. */
  'sweeps.restore': request<SweepSummary>()(sweepId),
  /** Its circuits and their numbers as a table, or with all that they come from. */
  'sweeps.export': request<{ fileName: string; text: string }>()(
    sweepId.extend({ format: z.enum(['json', 'csv']) }),
  ),
  /** How alike the circuits of a sweep are that has ended, one for each question; kept for the circuits of its runs. */
  'stability.measure': request<StabilityDetail[]>()(sweepId),
  /** Starts a sweep that finds the circuit of a run again, and measures its stability once it is done. */
  'stability.start': request<SweepSummary>()(
    runId.extend({
      resamples: z.number().int().min(2).max(MAX_RESAMPLES).default(USUAL_RESAMPLES),
      /** Of ACDC, beside its own. */
      thresholds: z.array(z.number()).max(100).default([]),
      /** Of scores: how many of the best edges. */
      sizes: z.array(z.number().int().positive()).max(100).optional(),
      by: z.enum(RANKINGS).optional(),
      settings: settingsSchema.partial().optional(),
    }),
  ),
  /** What is known of the circuit of a run, or of the one that it judges; empty where nobody measured it. */
  'stability.get': request<StabilityDetail[]>()(runId),
  /** What was measured over a sweep, one for each question; empty where nobody measured it. */
  'stability.ofSweep': request<StabilityDetail[]>()(sweepId),
  /** Of all runs that have one. */
  'stability.list': request<RunStability[]>()(nothing),
  /** A circuit file (EAP-IG / MIB graph JSON) as a run of method `import`. */
  'runs.import': request<RunSummary>()(z.object({ text: z.string(), fileName: z.string() })),
} as const

export type Requests = typeof requests
export type RequestName = keyof Requests
/** Arguments as a caller writes them (defaults may be left out). */
export type ArgsOf<N extends RequestName> = z.input<Requests[N]['args']>
/** Arguments as the host sees them, checked and completed. */
export type CheckedArgsOf<N extends RequestName> = z.output<Requests[N]['args']>
export type ResultOf<N extends RequestName> =
  Requests[N] extends RequestSpec<z.ZodType, infer Result> ? Result : never
