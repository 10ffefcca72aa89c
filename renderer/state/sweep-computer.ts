import { redisTrouble, shellText } from '../../contract'
import type { ArgsOf, Cluster, SweepSpec } from '../../contract'
import type { SweepForm } from './sweep-form'

/** Why what the form has chosen cannot compute the sweep yet, in a sentence; null where it can. */
export function computerObstacle(
  { computer, folder }: Pick<SweepForm, 'computer' | 'folder'>,
  cluster: Cluster | null,
): string | null {
  if (computer === 'folder' && folder.trim() === '') return 'Name the folder that the machines share.'
  if (computer !== 'redis') return null
  if (!cluster) return 'Connect to a Redis: its workers compute the sweep.'
  const trouble = redisTrouble(cluster)
  return trouble && `Redis at ${cluster.url} ${trouble}: start once it does again.`
}

/** What starts the sweep on this machine, or at the Redis. */
export function startArgs(spec: SweepSpec, { computer, atOnce }: SweepForm): ArgsOf<'sweeps.start'> {
  if (computer === 'redis') return { spec, computer }
  return { spec, ...(atOnce !== null && { settings: { runsAtOnce: atOnce } }) }
}

/** What writes the sweep into its folder. */
export function handOverArgs(
  spec: SweepSpec,
  { folder, resources, setup, program }: SweepForm,
): ArgsOf<'sweeps.handOver'> {
  const script = {
    resources: linesOf(resources).map((line) => line.replace(/^#SBATCH\s+/, '')),
    setup: linesOf(setup),
    ...(program.trim() !== '' && { program: program.trim() }),
  }
  return { spec, folder: folder.trim(), script }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** What submits the tasks of a folder. */
export function submitCommand(folder: string): string {
  return `sbatch ${shellText([`${folder.replace(/\/$/, '')}/array.sh`])}`
}

/** What starts a worker at a Redis. */
export function workerCommand(url: string): string {
  return `patchbay worker --redis ${shellText([url])} --models FOLDER`
}
