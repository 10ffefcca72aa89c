import { Store } from '../../main/store'

/** Values of the two axes: thresholds x resamples of the prompts. */
const THRESHOLDS = 20

/** Of the bundled sample, as a sweep file has it. */
export function sweepOf(configurations: number) {
  const resamples = Math.max(1, Math.round(configurations / THRESHOLDS))
  return {
    ...{ format: 'patchbay sweep spec 1', model: 'sample:induction', prompts: 'sample:induction' },
    ...{ method: 'acdc', options: { metric: 'kl' }, judge: false },
    axes: {
      threshold: { from: 0.001, to: 1, count: Math.min(THRESHOLDS, configurations) },
      resample: Array.from({ length: resamples }, (_, seed) => seed),
    },
  }
}

/** What two stores do not have alike: every configuration, its decisions and its result. */
export function differences(cluster: string, alone: string): string[] {
  const [here, there] = [foundIn(cluster), foundIn(alone)]
  const faults = here.size === there.size ? [] : [`${here.size} runs are done of ${there.size}.`]
  for (const [configuration, found] of there)
    if (here.get(configuration) !== found)
      faults.push(`${configuration} is ${here.has(configuration) ? 'another' : 'missing'}.`)
  return faults
}

function foundIn(file: string): Map<string, string> {
  const store = new Store(file)
  const done = store.runs.list().filter(({ state }) => state === 'done')
  const found = done.map(({ id }) => {
    const { run, result } = store.bundles.read(id)
    const { decisions, effects } = store.journal.read(id)
    const columns = [...Object.values(decisions), ...Object.values(effects)].map((column) =>
      typeof column === 'number'
        ? column
        : Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex'),
    )
    const data = result ? Buffer.from(result.data as Uint8Array).toString('hex') : null
    return [String(run.configuration), JSON.stringify([columns, data, run.metric_final])] as const
  })
  store.close()
  return new Map(found)
}
