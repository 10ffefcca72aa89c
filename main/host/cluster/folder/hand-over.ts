import type { CheckedArgsOf, ResultOf } from '../../../../contract'
import { whenFree } from '../../../store'
import type { HostContext } from '../../requests/host-context'
import { identifyRun, openForRun } from '../../runs/identify-run'
import { enterAway, willHaveResult } from '../../runs/queue-run'
import { planMembers, type PlannedSweep } from '../../sweeps/plan-members'
import { recordOf } from '../../sweeps/start-sweep'
import { summaryOfSweep } from '../../sweeps/sweep-record'
import { jobOf, jobToBytes } from '../job'
import { chosenScript } from './chosen-script'
import { SweepFolder, type SweepManifest } from './sweep-folder'

const NO_RUN = { runId: null, source: null, message: null }

/**
 * Enters a sweep whose runs are computed elsewhere, and writes what that needs into a folder: a task for each circuit, which is
 * found, then judged. What the store has computed before is left out.
 * @throws PatchbayError as planMembers; (bad-input) for a folder that has a sweep, and for a template that is not one.
 */
export async function handOverSweep(
  { spec: given, settings = {}, name, folder: target, script }: CheckedArgsOf<'sweeps.handOver'>,
  context: HostContext,
  signal: AbortSignal,
): Promise<ResultOf<'sweeps.handOver'>> {
  const folder = new SweepFolder(target)
  // What is wrong with the template is said before anything is written.
  chosenScript(script, { folder: '/', name: 'sweep', tasks: 1 })
  folder.make()
  const planned = await planMembers({ spec: given as PlannedSweep['spec'], settings }, context, signal)
  signal.throwIfAborted()
  const { spec, plan, modelName } = planned
  const id = await whenFree(() => {
    const { sweeps } = context.store()
    const { id } = sweeps.insert({
      name,
      spec,
      settings,
      modelName,
      owner: null,
      folder: folder.folder,
      members: plan.members.length,
    })
    sweeps.change(id, { state: 'stopped', message: waitsIn(folder) })
    return id
  })
  for (let position = 0; position < plan.members.length; position++)
    await enter(planned, { id, position, folder }, context, signal)
  const { summary, members } = readSweepOf(id, context)
  const tasks = tasksOf(planned, members)
  for (const [task, jobs] of tasks.entries()) {
    for (const { job } of jobs)
      folder.writeJob(job, jobToBytes(jobOf(context.store(), members[Number.parseInt(job)].run!.id)))
    if (task % 50 === 0) signal.throwIfAborted()
  }
  folder.writeManifest({ sweep: { id, name: summary.name }, tasks })
  context.emit({ type: 'sweep-changed', sweepId: id })
  context.emit({ type: 'runs-changed' })
  const written = { folder: folder.folder, name: summary.name, tasks: tasks.length }
  return {
    summary,
    folder: folder.folder,
    script: tasks.length > 0 ? folder.writeScript(chosenScript(script, written)) : null,
    tasks: tasks.length,
    reused: members.length - tasks.flat().length,
  }
}

interface Entered {
  id: string
  position: number
  folder: SweepFolder
}

/** Gives a member its run: the one that computed the same before, else one that is to come. */
async function enter(
  { plan, configurations }: PlannedSweep,
  { id, position, folder }: Entered,
  context: HostContext,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context
  const configuration = configurations[position]
  const known = store().runs.ofConfiguration(configuration)
  const done =
    known.find(({ state }) => state === 'done') ??
    known.find((run) => willHaveResult(run) || run.state === 'interrupted')
  const runIds = store()
    .sweeps.members(id)
    .map(({ runId }) => runId)
  const config = plan.members[position].config((found) => ({ runId: runIds[found]! }))
  const identified = done
    ? null
    : await identifyRun(await openForRun(config, undefined, context, signal), context)
  await whenFree(() =>
    store().transaction(() => {
      const labels = { tags: [`sweep ${store().sweeps.get(id).number}`], message: waitsIn(folder) }
      // What it judges is not found yet: what it is was planned.
      const run = done ?? enterAway({ ...identified!, configuration }, labels, context)
      const source = done ? 'reused' : 'computed'
      store().sweeps.setMember(id, position, { ...NO_RUN, configuration, runId: run.id, source })
    }),
  )
}

/** [task][job] A circuit is found and judged by one task, so that tasks need not wait for each other. */
function tasksOf(
  { plan, configurations }: PlannedSweep,
  members: ReturnType<typeof readSweepOf>['members'],
): SweepManifest['tasks'] {
  const isLeft = (position: number | null): position is number =>
    position !== null && members[position].state !== 'done'
  const seen = new Set<number>()
  return plan.points.flatMap(({ find, judge }) => {
    const left = [find, judge].filter(isLeft).filter((position) => !seen.has(position))
    for (const position of left) seen.add(position)
    const jobs = left.map((position) => ({ job: `${position}.job`, configuration: configurations[position] }))
    return jobs.length > 0 ? [jobs] : []
  })
}

function readSweepOf(id: string, context: HostContext) {
  const record = recordOf(id, context)
  return { summary: summaryOfSweep(record), members: record.members }
}

function waitsIn({ folder }: SweepFolder): string {
  return `It is computed elsewhere, from ${folder}: \`patchbay sweep collect ${folder}\` brings in what is done.`
}
