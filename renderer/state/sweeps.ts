import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { messageOf, PatchbayError } from '../../contract'
import type { ArgsOf, Collected, RunSummary, SweepDetail, SweepSpec, SweepSummary } from '../../contract'
import { downloadText } from '../widgets/files'
import { call, onEvent } from './client'
import { connectCluster, useCluster } from './cluster'
import { notify, notifyProblem } from './notify'
import { notifyChange } from './notify-change'
import { handOverArgs, startArgs } from './sweep-computer'
import { rangeAround, sweepForm } from './sweep-form'
import { showSweepPart } from './sweep-part'
import { recordChange } from './undo'
import { updateWorkbench } from './workbench'
import { windowStorage } from './window-storage'

interface SweepsStore {
  /** Newest first; null until the host answered. */
  list: readonly SweepSummary[] | null
  listProblem: string | null
  /** The sweep on screen, as it was last read. */
  detail: SweepDetail | null
  /** Why it could not be read. */
  problem: string | null
}

/** What the host says of sweeps. */
export const useSweeps = create<SweepsStore>(() => ({
  list: null,
  listProblem: null,
  detail: null,
  problem: null,
}))

/** What the view shows. */
interface SweepChoice {
  /** null: the form of a new one. */
  sweepId: string | null
  /** Its selected circuit, by its position among the points. */
  point: number | null
}

export const useSweepChoice = create<SweepChoice>()(
  persist((): SweepChoice => ({ sweepId: null, point: null }), {
    name: 'patchbay.sweep',
    version: 1,
    storage: windowStorage(),
  }),
)

/** The sweep on screen; null while it is read, and where the form of a new one is shown. */
export function shownSweep(detail: SweepDetail | null, { sweepId }: SweepChoice): SweepDetail | null {
  return detail?.summary.id === sweepId ? detail : null
}

/** Reads sweeps as they change; returns the function that ends it. */
export function followSweeps(): () => void {
  void refreshInTurn()
  return onEvent((event) => {
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (isBack || event.type === 'sweep-changed') void refreshInTurn()
  })
}

let isReading = false
let isOutdated = false

/** One reading at a time: what changes meanwhile, and that may be often, is read in one more. */
async function refreshInTurn(): Promise<void> {
  isOutdated = true
  if (isReading) return
  isReading = true
  try {
    while (isOutdated) {
      isOutdated = false
      await refresh()
    }
  } finally {
    isReading = false
  }
}

let latestRefresh = 0

async function refresh(): Promise<void> {
  const mine = ++latestRefresh
  const { sweepId } = useSweepChoice.getState()
  const [list, detail] = await Promise.all([
    call('sweeps.list', {}).then((sweeps) => ({ list: sweeps, listProblem: null }), problemOf('listProblem')),
    sweepId === null ? { detail: null, problem: null } : readDetail(sweepId),
  ])
  if (mine === latestRefresh) useSweeps.setState({ ...list, ...detail })
}

const problemOf = (key: 'listProblem') => (error: unknown) => ({ [key]: messageOf(error) })

async function readDetail(id: string): Promise<Partial<SweepsStore>> {
  try {
    return { detail: await call('sweeps.get', { id }), problem: null }
  } catch (error) {
    // Deleted in another window, or in another store.
    if (error instanceof PatchbayError && error.code === 'not-found') showSweep(null)
    return { detail: null, problem: messageOf(error) }
  }
}

/** Shows a sweep in its view; null: the form of a new one. */
export function showSweep(sweepId: string | null): void {
  useSweepChoice.setState({ sweepId, point: null })
  useSweeps.setState(({ detail }) => ({
    detail: detail?.summary.id === sweepId ? detail : null,
    problem: null,
  }))
  if (sweepId !== null) void refresh()
}

/** To the form of a new sweep, from a run's configuration; without one from what Discover's form has. */
export function takeToSweep(run?: Pick<RunSummary, 'id' | 'threshold'>): void {
  const range = run?.threshold ? rangeAround(run.threshold) : { typed: null }
  sweepForm.set({ base: run?.id ?? null, ...range })
  showSweep(null)
  updateWorkbench({ view: 'sweep' })
}

export function selectPoint(point: number | null): void {
  useSweepChoice.setState({ point })
}

/** Starts what the form has, or writes it into its folder, and shows it. */
export async function startSweep(spec: SweepSpec): Promise<void> {
  const form = sweepForm.get()
  try {
    const { id } =
      form.computer === 'folder'
        ? await handOver(handOverArgs(spec, form))
        : await call('sweeps.start', startArgs(spec, form))
    showSweep(id)
  } catch (error) {
    notifyProblem('The sweep could not be started', error)
  }
}

async function handOver(args: ArgsOf<'sweeps.handOver'>): Promise<SweepSummary> {
  const { summary, script, folder } = await call('sweeps.handOver', args)
  // Where nothing is left to compute all of it is in already.
  return script === null ? (await call('sweeps.collect', { folder })).summary : summary
}

/** Brings in what was computed from its folder; null where that failed, which is said. */
export async function collectSweep(folder: string): Promise<Collected | null> {
  try {
    const collected = await call('sweeps.collect', { folder })
    await refresh()
    return collected
  } catch (error) {
    notifyProblem('The results could not be collected', error)
    return null
  }
}

/** Finds the circuit of a run again on samples of its prompts, and shows how that goes; the badge says what came of it. */
export async function measureStability({ id }: Pick<RunSummary, 'id'>): Promise<void> {
  try {
    const sweep = await call('stability.start', { id })
    showStability(sweep.id)
  } catch (error) {
    notifyProblem('The stability could not be measured', error)
  }
}

/** Shows the sweep that measured the stability of a run's circuit, with what came of it. */
export async function openStability({ id }: Pick<RunSummary, 'id'>): Promise<void> {
  try {
    const [measured] = await call('stability.get', { id })
    const isThere = useSweeps.getState().list?.some((sweep) => sweep.id === measured?.sweep.id)
    if (measured && isThere) return showStability(measured.sweep.id)
    notify({ message: 'The sweep that measured it was deleted.' })
  } catch (error) {
    notifyProblem('The stability could not be shown', error)
  }
}

function showStability(sweepId: string): void {
  showSweepPart('stability')
  updateWorkbench({ view: 'sweep' })
  showSweep(sweepId)
}

/** Lets what has begun come to its end, and begins nothing else. */
export async function pauseSweep(id: string): Promise<void> {
  await attempt('The sweep could not be paused', () => call('sweeps.pause', { id }))
}

export async function stopSweep(id: string): Promise<void> {
  await attempt('The sweep could not be stopped', () => call('sweeps.stop', { id }))
}

interface Resumed {
  /** One run alone, in place of all that has no result. */
  member?: number
  /** In place of what computed it so far. */
  computer?: 'here' | 'redis'
}

/** Goes on with what has no result. Where workers are to compute it, the Redis of before is connected to first. */
export async function resumeSweep(
  { id, computer: before }: Pick<SweepSummary, 'id' | 'computer'>,
  { member, computer }: Resumed = {},
): Promise<void> {
  const isAway = (computer ?? before) === 'redis' && !useCluster.getState().info?.current
  await attempt('The sweep could not go on', async () => {
    if (isAway) await connectCluster()
    return call('sweeps.resume', { id, member, computer })
  })
}

export async function renameSweep(id: string, name: string): Promise<void> {
  const before = useSweeps.getState().list?.find((sweep) => sweep.id === id)?.name
  const put = async (to: string) => {
    await call('sweeps.rename', { id, name: to })
    await refresh()
  }
  if (!(await attempt('The sweep could not be renamed', () => put(name))) || before === undefined) return
  recordChange({ what: `rename ${before}`, undo: () => put(before), redo: () => put(name) })
}

/** Deletes a sweep, with undo; its runs stay. */
export async function deleteSweep({ id, name }: Pick<SweepSummary, 'id' | 'name'>): Promise<void> {
  const remove = async () => {
    await call('sweeps.delete', { id })
    if (useSweepChoice.getState().sweepId === id) showSweep(null)
  }
  if (!(await attempt('The sweep could not be deleted', remove))) return
  notifyChange(`${name} was deleted. Its runs are still in the list.`, {
    what: `delete ${name}`,
    undo: async () => {
      await call('sweeps.restore', { id })
      showSweep(id)
      await refresh()
    },
    redo: async () => {
      await remove()
      await refresh()
    },
  })
}

export async function exportSweep(id: string, format: 'json' | 'csv'): Promise<void> {
  await attempt('The sweep could not be exported', async () => {
    const { fileName, text } = await call('sweeps.export', { id, format })
    downloadText(fileName, text, format === 'json' ? 'application/json' : 'text/csv')
  })
}

async function attempt(what: string, action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action()
    await refresh()
    return true
  } catch (error) {
    notifyProblem(what, error)
    return false
  }
}
