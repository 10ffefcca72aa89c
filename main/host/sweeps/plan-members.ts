import { LIVE_STATES, PatchbayError, planSweep } from '../../../contract'
import type {
  CircuitSource,
  MemoryNeed,
  PlannedMember,
  Settings,
  SweepForecast,
  SweepPlan,
  SweepSpec,
} from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { configurationId, idOfRun, recordConfigurations } from '../runs/configuration-id'
import { hostMethodOf } from '../runs/methods'
import { refuseOtherShape } from '../runs/run-circuit'
import { memoryOfPrepared, requireMemory } from '../runs/run-memory'
import { identifyRun, openForRun, requireComputable, type IdentifiedRun } from '../runs/identify-run'
import { withMadePrompts } from './make-prompts'
import { remainingTimeOf } from './remaining-time'

export interface SweepArgs {
  spec: SweepSpec
  settings?: Partial<Settings>
}

/** A sweep that can be computed, with what determines each of its runs. */
export interface PlannedSweep {
  /** With the prompts that were drawn for it. */
  spec: SweepSpec
  plan: SweepPlan
  modelName: string
  /** [member] configuration ids */
  configurations: string[]
  /** Of the run that needs most. */
  memory: MemoryNeed | null
}

/**
 * Checks the model, the prompts and one run of each kind as if it were started, and the prompts for the judging of circuits.
 * What cannot run at any point is refused here with one sentence.
 */
export async function planMembers(
  { spec: given, settings }: SweepArgs,
  context: HostContext,
  signal: AbortSignal,
): Promise<PlannedSweep> {
  planSweep(given)
  const spec = await withMadePrompts(given, context, signal)
  const plan = planSweep(spec)
  recordConfigurations(context.store())
  const kinds = new KindsOfRuns({ spec, settings }, context, signal)
  const configurations: string[] = []
  const ofRun = idOfRun(context.store())
  const ofAny = (runId: string) => configurations[memberOf(runId) ?? -1] ?? ofRun(runId)
  for (const member of plan.members) configurations.push(await kinds.configurationOf(member, ofAny))
  return { spec, plan, modelName: kinds.modelName, configurations, memory: kinds.memory }
}

/** Stands for the run of a member that has none yet. */
const madeUp = (member: number): CircuitSource => ({ runId: `member ${member}` })

function memberOf(runId: string): number | null {
  const member = /^member (\d+)$/.exec(runId)
  return member && Number(member[1])
}

/**
 * Reads what the runs of a sweep have in common once. Those of one kind differ in thresholds and in which of the same prompts
 * they have, which changes nothing about whether they can be computed.
 */
class KindsOfRuns {
  memory: MemoryNeed | null = null
  modelName = ''
  private readonly kinds = new Map<string, Promise<IdentifiedRun>>()
  /** By model, then by rows. */
  private readonly hashes = new Map<string, WeakMap<object, Promise<string>>>()

  constructor(
    private readonly args: SweepArgs,
    private readonly context: HostContext,
    private readonly signal: AbortSignal,
  ) {}

  async configurationOf(member: PlannedMember, idOfAny: (runId: string) => string): Promise<string> {
    const open = member.config(madeUp)
    const { store } = this.context
    const { provenance, settings } = await this.kindOf(member, open)
    const dataHash = await this.dataHashOf(open)
    const config = hostMethodOf(open.method).completed?.(open, store()) ?? open
    return configurationId(
      config,
      { provenance: { ...provenance, dataHash }, device: settings.device },
      idOfAny,
    )
  }

  private kindOf(
    { step, values, judges }: PlannedMember,
    config: IdentifiedRun['config'],
  ): Promise<IdentifiedRun> {
    const { resample: _resample, threshold: _threshold, ...kind } = values
    // The circuit that is judged is not there yet: it is judged on the model and prompts that it is found on.
    const key = JSON.stringify([judges === null ? step : 'find', kind])
    const known = this.kinds.get(key)
    if (known) return judges === null ? known : this.judgingOf(known, config)
    const opened = this.open(config)
    this.kinds.set(key, opened)
    return opened
  }

  private async open(config: IdentifiedRun['config']): Promise<IdentifiedRun> {
    const { context, signal } = this
    const opened = await openForRun(config, this.args.settings, context, signal)
    const need = await memoryOfPrepared(opened, context.store())
    this.noteMemory(need)
    requireMemory(need)
    const identified = await identifyRun(opened, context)
    await requireComputable(identified, context, signal)
    requireReference(this.args.spec.reference, identified, context)
    this.modelName ||= identified.model.name
    return identified
  }

  private async judgingOf(
    found: Promise<IdentifiedRun>,
    config: IdentifiedRun['config'],
  ): Promise<IdentifiedRun> {
    const known = await found
    const key = `judging ${known.configuration}`
    const checked = this.kinds.get(key) ?? this.judgeable(known, config)
    this.kinds.set(key, checked)
    return checked
  }

  private async judgeable(known: IdentifiedRun, config: IdentifiedRun['config']): Promise<IdentifiedRun> {
    const prepared = await this.context.models.preparePrompts(config, this.signal)
    const { settings } = known
    this.noteMemory(await memoryOfPrepared({ config, prepared, settings }, this.context.store()))
    return known
  }

  private noteMemory(need: MemoryNeed): void {
    if (need.peakBytes > (this.memory?.peakBytes ?? 0)) this.memory = need
  }

  private dataHashOf({ model, method, metric, prompts }: IdentifiedRun['config']): Promise<string> {
    const ofModel = this.hashes.get(model) ?? new WeakMap<object, Promise<string>>()
    this.hashes.set(model, ofModel)
    const known = ofModel.get(prompts)
    if (known) return known
    const read = this.context.models
      .preparePrompts({ model, method, metric, prompts }, this.signal)
      .then(({ dataHash }) => dataHash)
    ofModel.set(prompts, read)
    return read
  }
}

/** @throws PatchbayError for a reference of another model, and one that is still looked for. */
function requireReference(
  reference: CircuitSource | undefined,
  { model }: IdentifiedRun,
  { store }: HostContext,
): void {
  if (!reference || !('runId' in reference)) return
  const run = store().runs.get(reference.runId)
  refuseOtherShape(run, model.shape)
  if (!LIVE_STATES.includes(run.summary.state)) return
  throw new PatchbayError(
    'conflict',
    `${run.summary.name} is still ${run.summary.state}: take it as a reference when it is done.`,
  )
}

export function forecastOf(planned: PlannedSweep, { store }: HostContext): SweepForecast {
  const { plan, configurations, memory } = planned
  const isKnown = configurations.map((id) =>
    store()
      .runs.ofConfiguration(id)
      .some(({ state }) => state === 'done'),
  )
  const left = plan.members.filter((_, at) => !isKnown[at])
  return {
    points: plan.points.length,
    runs: plan.members.length,
    reused: isKnown.filter(Boolean).length,
    remainingMs: remainingTimeOf(planned.spec, left, store()),
    memory,
  }
}
