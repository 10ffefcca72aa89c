import { z } from 'zod'
import type { CertificateState } from './certificate'
import type { CachedModel, Download, DownloadPlan } from './hub'
import { COMMIT } from './hub-name'
import type { MemoryNeed } from './memory'
import type { FolderEntry, KnownModel, ModelInfo, SampleInfo } from './model'
import {
  MAX_NOTE_LENGTH,
  MAX_PREVIEW_COLUMNS,
  MAX_PREVIEW_ROWS,
  MAX_PROMPT_ROWS,
  MAX_REPORTED_RUNS,
} from './limits'
import { ANSWER_READINGS, bosSchema, promptRowSchema, promptSetSchema } from './prompts'
import { columnMappingSchema } from './column-mapping'
import { EXPORT_FORMATS, pictureChoicesSchema, type ExportedFile } from './export-formats'
import { promptSourceArgs, type ReadPrompts } from './prompt-files'
import type { CheckedPrompts, PromptRow, PromptSet, PromptSetSummary } from './prompts'
import { MAX_TASK_PAIRS, taskPairSchema, type RowTask } from './task-check'
import { makePromptsSchema, type MadePrompts, type PromptTask } from './prompt-tasks'
import { runConfigSchema, type MethodResult } from './methods'
import { scoreReadingSchema, type ScoreReadings } from './score-meaning'
import { compareManySchema, comparePairSchema, type CircuitMatrix, type RunComparison } from './compare'
import type { RunDetail, RunSummary } from './run'
import { DEVICES, settingsSchema, type DeviceCheck, type SettingsInfo } from './settings'
import { explainRequests } from './explain-requests'
import { nothing, request, runId, type RequestSpec } from './request'
import { sweepRequests } from './sweep-requests'

const modelPath = z.string().min(1)
const hubName = z.string().min(1).max(500)
const commitId = z.string().regex(COMMIT)

export interface AppInfo {
  version: string
  hostPid: number
  storePath: string
  samples: SampleInfo[]
}

/** Everything the interface and the command line can ask of the host. */
export const requests = {
  ...explainRequests,
  ...sweepRequests,
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
