import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { PatchbayError, toErrorData } from '../../../../contract'
import type { ResultOf, SweepMember } from '../../../../contract'
import { whenFree } from '../../../store'
import type { HostContext } from '../../requests/host-context'
import { bytesToBundle } from '../../runs/bundle'
import { recordOf } from '../../sweeps/start-sweep'
import { isEmpty, summaryOfSweep } from '../../sweeps/sweep-record'
import { isHalfWritten, SweepFolder } from './sweep-folder'

/**
 * Brings in what was computed from a folder. Files that are none of the sweep, or not whole, are named and left as they are.
 * Again and again, while tasks are still computed: what is there already changes nothing.
 * @throws PatchbayError (bad-input) for a folder without a sweep; (not-found) where the store does not have it.
 */
export async function collectSweep(
  target: string,
  context: HostContext,
  signal: AbortSignal,
): Promise<ResultOf<'sweeps.collect'>> {
  const folder = new SweepFolder(target)
  const { sweep } = folder.manifest()
  const { members } = recordOf(sweep.id, context)
  const byRun = new Map(members.flatMap((member) => (member.run ? [[member.run.id, member] as const] : [])))
  const left: { file: string; why: string }[] = []
  let taken = 0
  for (const name of existsSync(folder.at('results')) ? readdirSync(folder.at('results')).sort() : []) {
    signal.throwIfAborted()
    if (isHalfWritten(name)) continue
    try {
      if (await take(folder.at('results', name), byRun, context)) taken++
    } catch (error) {
      const { code, message } = toErrorData(error)
      if (code === 'internal' || code === 'store') throw error
      left.push({ file: folder.at('results', name), why: message })
    }
  }
  await dropUnneeded(sweep.id, context)
  await endWhereDone(sweep.id, context)
  context.emit({ type: 'runs-changed' })
  context.emit({ type: 'sweep-changed', sweepId: sweep.id })
  const record = recordOf(sweep.id, context)
  const waiting = record.members.filter(({ state }) => !ENDED.includes(state)).length
  return { summary: summaryOfSweep(record), taken, waiting, left }
}

const ENDED: readonly SweepMember['state'][] = ['done', 'unneeded', 'failed']

/** Whether anything came in. */
async function take(
  file: string,
  members: ReadonlyMap<string, SweepMember>,
  { store }: HostContext,
): Promise<boolean> {
  const bundle = bytesToBundle(read(file), file)
  const member = members.get(bundle.run.id as string)
  if (!member?.run)
    throw new PatchbayError('bad-input', `${file} is a run of another sweep: it was not taken.`)
  const { model, state } = member.run
  const now = await whenFree(() => store().bundles.take(bundle, { model, owner: null }))
  return now.state !== state
}

function read(file: string): Buffer {
  let why = 'it is not a file'
  try {
    if (statSync(file).isFile()) return readFileSync(file)
  } catch (error) {
    why = String((error as NodeJS.ErrnoException).code)
  }
  throw new PatchbayError('bad-input', `${file} cannot be read (${why}).`)
}

/** Nothing was found that they could judge: tasks leave them out. */
async function dropUnneeded(id: string, context: HostContext): Promise<void> {
  const { members, plan } = recordOf(id, context)
  const { sweeps, runs } = context.store()
  for (const [position, { run, state, configurationId, source }] of members.entries()) {
    const { judges } = plan.members[position]
    if (judges === null || !run || state !== 'stopped' || source === 'reused' || !isEmpty(members[judges]))
      continue
    await whenFree(() =>
      context.store().transaction(() => {
        sweeps.setMember(id, position, {
          runId: null,
          source: null,
          message: null,
          configuration: configurationId,
        })
        runs.delete(run.id, context.lease.hold())
      }),
    )
  }
}

async function endWhereDone(id: string, context: HostContext): Promise<void> {
  const { members, sweep } = recordOf(id, context)
  if (sweep.state === 'running' || !members.every(({ state }) => ENDED.includes(state))) return
  const failed = members.filter(({ state }) => state === 'failed').length
  const message = failed > 0 ? `${failed} of its ${members.length} runs failed: see why in the list.` : null
  await whenFree(() => context.store().sweeps.change(id, { state: 'done', message, finishedAt: Date.now() }))
}
