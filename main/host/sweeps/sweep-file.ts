import { looksForEdges, NOT_MEASURED, plainLists, SWEEP_EXPORT_FORMAT } from '../../../contract'
import type { RunConfig } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import type { ExportedSweep } from './exported-sweep'

/**
 * A sweep as a file: what came of it, and under `spec` what was asked, with all prompts, which `patchbay sweep start` takes.
 * Keys of `spec` are those of the contract, all others as files have them.
 */
export function sweepFile({ record, detail, origins, stabilities }: ExportedSweep): object {
  const { summary, spec, members, points, baselines, isHeldOut, edgesTotal, roc } = detail
  const { id, number, name, state, message, computer, createdAt, finishedAt } = summary
  const file = {
    format: SWEEP_EXPORT_FORMAT,
    patchbayVersion: PATCHBAY_VERSION,
    sweep: {
      ...{ id, number, name, state, message, computer },
      created: timeText(createdAt),
      finished: finishedAt === null ? null : timeText(finishedAt),
    },
    ...{ isHeldOut, edgesTotal, baselines, roc, points },
    members: members.map(({ run, ...member }, position) => ({
      ...member,
      config: configOf(record, position),
      run: run && {
        ...{ id: run.id, number: run.number, certificate: run.certificate?.verdict ?? null },
        ...origins.get(run.id),
        ...(looksForEdges(run) && { stability: stabilities.get(run.id) ?? NOT_MEASURED }),
      },
    })),
  }
  return { ...(plainLists(file) as object), spec: { ...spec, take: takeOf(spec) } }
}

const timeText = (ms: number) => new Date(ms).toISOString()

/** What is left out of a sweep that lists its points. */
function takeOf({ take, points }: ExportedSweep['detail']['spec']) {
  return points ? undefined : (take ?? { kind: 'grid' as const })
}

/** What a run is asked for, with its prompts by their name; null while it is not known which circuit it judges. */
function configOf({ plan, members }: ExportedSweep['record'], position: number): object | null {
  const { judges, config } = plan.members[position]
  const found = judges === null ? null : members[judges].run
  if (judges !== null && !found) return null
  return withNames(config(() => ({ runId: found!.id })))
}

/** Circuits of files are in the specification. */
function withNames({ prompts, ...config }: RunConfig): object {
  const named = Object.entries(config).map(([key, value]): [string, unknown] => [
    key,
    isCircuit(value) ? 'a circuit file' : value,
  ])
  return { ...Object.fromEntries(named), prompts: prompts.name }
}

const isCircuit = (value: unknown) => typeof value === 'object' && value !== null && 'edges' in value
