import { PatchbayError, type ArgsOf, type CircuitFile, type SweepDetail } from '../../../../contract'
import { parseCircuitFile } from '../../../host/files/read-circuit'
import type { Host } from '../../../host/host'
import type { SweepingHost } from '../sweep/sweeping-host'
import { fallScores } from './fall-scores'
import type { MibCell } from './mib-cells'
import type { MibChoices, MibMethod } from './mib-options'
import { mibScoresOf, type MibScores } from './mib-scores'
import { acdcSweep, judgingSweep, methodTitle, scoringSweep } from './mib-sweeps'
import { importanceOfFile, importancesFile } from './submission'

/** A method on a task and a model; `why`: it has no result. */
export type MibResult = Pick<MibCell, 'task' | 'model' | 'edgeCount'> & { method: MibMethod } & (
    | { scores: MibScores; importances: CircuitFile; why: null }
    | { scores: null; importances: null; why: string }
  )

/** Computes methods one after another. */
export class MibRows {
  constructor(
    private readonly sweeping: SweepingHost,
    private readonly choices: MibChoices,
    /** What computes the sweeps, and by which settings. */
    private readonly computing: Pick<ArgsOf<'sweeps.start'>, 'settings' | 'computer'>,
  ) {}

  async row(method: MibMethod, cells: readonly MibCell[]): Promise<MibResult[]> {
    if (method === 'acdc') return this.acdc(cells)
    const detail = await this.toEnd(method, scoringSweep(method, cells, this.choices))
    const results: MibResult[] = []
    for (const cell of cells) {
      const of = { task: cell.task, model: cell.model, edgeCount: cell.edgeCount, method }
      const [find, judge] = membersOf(detail, cell)
      if (!find || !judge) results.push({ ...of, ...NONE, why: whyNot(detail, cell) })
      else {
        const file = await exported(this.host, find)
        const importance = importanceOfFile(file, `${cell.prompts.name}, ${method}`)
        const importances = importancesFile(file, importance, { method, ablation: this.choices.ablation })
        results.push({ ...of, scores: await this.scoresOf(judge), importances, why: null })
      }
    }
    return results
  }

  private async acdc(cells: readonly MibCell[]): Promise<MibResult[]> {
    const detail = await this.toEnd('acdc', acdcSweep(cells, this.choices))
    const results: MibResult[] = []
    for (const cell of cells) {
      const of = { task: cell.task, model: cell.model, edgeCount: cell.edgeCount, method: 'acdc' as const }
      const runs = this.choices.thresholds.map((threshold) => membersOf(detail, cell, threshold)[0])
      if (runs.includes(null)) results.push({ ...of, ...NONE, why: whyNot(detail, cell) })
      else {
        const importances = await this.ranked(runs as string[])
        const judged = await this.toEnd('acdc', judgingSweep(cell, importances, this.choices))
        const judge = judged.members[0].run
        if (judged.members[0].state !== 'done' || !judge)
          results.push({ ...of, ...NONE, why: judged.members[0].message ?? 'It was not judged.' })
        else results.push({ ...of, scores: await this.scoresOf(judge.id), importances, why: null })
      }
    }
    return results
  }

  private async ranked(runs: readonly string[]): Promise<CircuitFile> {
    const files = []
    for (const run of runs) files.push(await exported(this.host, run))
    const circuits = files.map(({ edges, patchbay }, at) => ({
      threshold: this.choices.thresholds[at],
      kept: Object.values(edges).map(({ in_graph }) => in_graph),
      harm: harmOf({ edges, patchbay }),
    }))
    const { ablation } = this.choices
    return importancesFile(files[0], fallScores(circuits), { method: 'acdc', ablation })
  }

  private async scoresOf(id: string): Promise<MibScores> {
    const result = await this.host.call('runs.result', { id })
    if (result?.kind !== 'evaluation') throw new PatchbayError('conflict', 'The circuits were not judged.')
    return mibScoresOf(result.evaluation)
  }

  private async toEnd(method: MibMethod, spec: Parameters<typeof nameOf>[1]): Promise<SweepDetail> {
    const { id } = await this.host.call('sweeps.start', {
      spec,
      ...this.computing,
      name: nameOf(methodTitle(method, this.choices), spec),
    })
    return this.sweeping.toEnd(id, false)
  }

  private get host(): Host {
    return this.sweeping.host
  }
}

const NONE = { scores: null, importances: null } as const

function nameOf(title: string, { base }: ReturnType<typeof scoringSweep>): string {
  return base.method === 'evaluate' ? `MIB: ${title}, ${base.prompts.name}` : `MIB: ${title}`
}

/** The runs that found and judged the circuits of a cell; null where one has no result. */
function membersOf(
  { points, members }: SweepDetail,
  cell: MibCell,
  threshold?: number,
): [find: string | null, judge: string | null] {
  const point = points.find(({ values }) => isOf(cell, values) && values.threshold === threshold)
  const runOf = (member: number | null | undefined) => {
    const { state, run } = members[member ?? -1] ?? {}
    return state === 'done' && run ? run.id : null
  }
  return [runOf(point?.find), runOf(point?.judge)]
}

const isOf = (
  { modelPath, prompts }: MibCell,
  { model, prompts: name }: SweepDetail['points'][number]['values'],
) => model === modelPath && name === prompts.name

function whyNot({ members }: SweepDetail, cell: MibCell): string {
  const failed = members.find(({ values, state }) => isOf(cell, values) && state !== 'done')
  return failed?.message ?? 'It was not computed.'
}

async function exported(host: Host, id: string): Promise<CircuitFile> {
  const { text, fileName } = await host.call('runs.export', { id, format: 'json' })
  return parseCircuitFile(text, fileName)
}

/** null for edges that were not tested. */
function harmOf({ edges, patchbay }: Pick<CircuitFile, 'edges' | 'patchbay'>): (number | null)[] {
  const { decisions } = patchbay as { decisions?: [string, string, number | null, number | null][] }
  const deltas = new Map(decisions?.map(([sender, receiver, , delta]) => [`${sender}->${receiver}`, delta]))
  return Object.keys(edges).map((name) => deltas.get(name) ?? null)
}
