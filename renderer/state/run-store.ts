import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import {
  messageOf,
  type MethodResult,
  type RunDetail,
  type RunProgress,
  type RunSummary,
} from '../../contract'
import type { LiveRun } from './live-run'

/** What is known of one run. */
export interface KnownRun {
  /** As the host last reported it. */
  summary: RunSummary
  progress: RunProgress | null
  /** As it was read for a view of its method, with summary and progress of that moment. null until it was read. */
  detail: RunDetail | null
  /** What it found; null until it is done and read. */
  result: MethodResult | null
}

/** A run that was read, as the view of its method shows it. */
export type MethodRun = KnownRun & { detail: RunDetail }

interface RunsStore {
  byId: Readonly<Record<string, KnownRun>>
  /** One sentence for each run that could not be read. */
  problems: Readonly<Record<string, string>>
  /** Ids of the list of runs, all of them in `byId`; null until the host answered. */
  listed: readonly string[] | null
  /** One sentence when the list could not be read. */
  listProblem: string | null
  /** The run in Discover with its arrays by edge; its summary and progress are the very ones in `byId`. */
  live: LiveRun | null
  /** Id of the run that is being read for Discover. */
  loading: string | null
}

/** The one owner of every run, in whatever view it is shown. Only the functions below write to it. */
export const useRuns = create<RunsStore>(() => ({
  byId: {},
  problems: {},
  listed: null,
  listProblem: null,
  live: null,
  loading: null,
}))

/** All runs, the newest first; null until the host answered. */
export function useRunList(): RunSummary[] | null {
  return useRuns(useShallow(({ listed, byId }) => listed && listed.map((id) => byId[id].summary)))
}

/** A run that was read; null before. */
export function useMethodRun(id: string | null): MethodRun | null {
  return useRuns(({ byId }) => (id === null ? null : readOf(byId[id])))
}

export function methodRun(id: string): MethodRun | null {
  return readOf(useRuns.getState().byId[id])
}

/** All runs that were read, the newest last. */
export function readRuns(): MethodRun[] {
  const read = Object.values(useRuns.getState().byId).filter((run): run is MethodRun => readOf(run) !== null)
  return read.sort((a, b) => a.summary.number - b.summary.number)
}

function readOf(run: KnownRun | undefined): MethodRun | null {
  return run?.detail ? (run as MethodRun) : null
}

/** Takes in what the host reports of runs; those not in the list yet come first in it. */
export function putSummaries(summaries: readonly RunSummary[], progress?: RunProgress | null): void {
  useRuns.setState(({ byId, listed, live }) => ({
    byId: { ...byId, ...Object.fromEntries(summaries.map((summary) => [summary.id, known(summary)])) },
    listed: listed && [...summaries.map(({ id }) => id).filter((id) => !listed.includes(id)), ...listed],
    live: withSummary(live, summaries, progress),
  }))

  function known(summary: RunSummary): KnownRun {
    const run = useRuns.getState().byId[summary.id] ?? { progress: null, detail: null, result: null }
    return { ...run, summary, ...(progress !== undefined && { progress }) }
  }
}

function withSummary(
  live: LiveRun | null,
  summaries: readonly RunSummary[],
  progress: RunProgress | null | undefined,
): LiveRun | null {
  const summary = summaries.find(({ id }) => id === live?.summary.id)
  return live && summary ? { ...live, summary, ...(progress !== undefined && { progress }) } : live
}

/** The list as the host has it now. */
export function putList(summaries: readonly RunSummary[]): void {
  putSummaries(summaries)
  useRuns.setState({ listed: summaries.map(({ id }) => id), listProblem: null })
}

/** The run in Discover, as the reducer returned it. */
export function putLive(live: LiveRun): void {
  const { id } = live.summary
  useRuns.setState(({ byId }) => {
    const run = byId[id] ?? { detail: null, result: null }
    return { live, byId: { ...byId, [id]: { ...run, summary: live.summary, progress: live.progress } } }
  })
}

/** A run that was read for the view of its method. */
export function putRead(detail: RunDetail, result: MethodResult | null): void {
  const { summary, progress } = detail
  useRuns.setState(({ byId, live, problems: { [summary.id]: _solved, ...problems } }) => ({
    byId: { ...byId, [summary.id]: { summary, progress, detail, result } },
    live: withSummary(live, [summary], progress),
    problems,
  }))
}

export function putProblem(id: string, error: unknown): void {
  useRuns.setState(({ problems }) => ({ problems: { ...problems, [id]: messageOf(error) } }))
}

/** Removes a deleted run from the store. */
export function dropRun(id: string): void {
  useRuns.setState(
    ({ byId: { [id]: _gone, ...byId }, problems: { [id]: _solved, ...problems }, listed }) => ({
      byId,
      problems,
      listed: listed && listed.filter((other) => other !== id),
    }),
  )
}
