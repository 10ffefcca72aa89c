import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { PatchbayError, wholeNumber } from '../../../../contract'
import { bytesToJob, type ClusterJob } from '../../../host/cluster/job'
import { SweepFolder } from '../../../host/cluster/folder/sweep-folder'
import { bundleToBytes, bytesToBundle } from '../../../host/runs/bundle'
import type { RunBundle } from '../../../store'
import { ProgressLine } from '../run/progress-line'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { StopSignals } from '../run/stop-signals'
import { JobComputer } from './job-computer'

interface TaskOptions extends SettingsOptions {
  folder: string
  task: string
  models?: string[]
}

/**
 * `patchbay worker --folder DIR --task N`: one task of a sweep folder to its end. A task that was killed, or sent back by the
 * scheduler, goes on from what its store holds; one that is done does nothing.
 */
export async function taskCommand(options: TaskOptions): Promise<void> {
  const folder = new SweepFolder(options.folder)
  const { tasks } = folder.manifest()
  const task = wholeNumber('--task', options.task, 0, tasks.length - 1)
  const worker = new TaskWorker(folder, task, options)
  const failed = await worker.compute(tasks[task])
  if (failed > 0) process.exitCode = 1
}

class TaskWorker {
  private readonly folder: SweepFolder
  private readonly storeFolder: string
  private readonly computer: JobComputer
  private readonly progress = new ProgressLine()

  constructor(folder: SweepFolder, task: number, { models = [], ...options }: TaskOptions) {
    this.folder = folder
    this.storeFolder = folder.at('stores', String(task))
    mkdirSync(this.storeFolder, { recursive: true })
    this.computer = new JobComputer({
      storePath: folder.at('stores', String(task), 'runs.db'),
      ...{ models, settings: settingsOf(options) },
      onProgress: (summary, progress) => this.progress.show(summary, progress),
    })
    new StopSignals(() => {
      this.progress.end()
      process.stderr.write('Stopping after the present test ...\n')
      void this.computer.close()
    })
  }

  /** How many jobs failed. What they have in common is found once: the circuit that is judged is the one found before. */
  async compute(jobs: readonly { job: string; configuration: string }[]): Promise<number> {
    let failed = 0
    for (const { job: name, configuration } of jobs) {
      const run = await this.result(name, configuration)
      const state = run === null ? 'not needed: no edge was kept' : run.run.state
      if (run?.run.state === 'failed') failed++
      this.progress.end()
      process.stderr.write(`${name} ${state}${run?.run.state === 'failed' ? `: ${run.run.message}` : ''}\n`)
      if (run?.run.state === 'failed') break
    }
    await this.computer.close()
    if (failed === 0) rmSync(this.storeFolder, { recursive: true, force: true })
    return failed
  }

  private async result(name: string, configuration: string): Promise<RunBundle | null> {
    const known = this.known(configuration)
    if (known?.run.state === 'done') return known
    const file = this.folder.at('jobs', name)
    const job = this.withResults(bytesToJob(this.read(file), file))
    if (job.needs.some(({ run }) => run.method === 'acdc' && run.state === 'done' && run.edges_kept === 0))
      return null
    const run = await this.computer.compute(job)
    this.folder.writeResult(configuration, bundleToBytes(run))
    return run
  }

  /** What it needs as it is by now: found by this task, also before it was killed. */
  private withResults(job: ClusterJob): ClusterJob {
    const needs = job.needs.map((needed) => {
      const { configuration } = needed.run
      return (typeof configuration === 'string' && this.known(configuration)) || needed
    })
    return { ...job, needs }
  }

  /** null where there is no whole result. */
  private known(configuration: string): RunBundle | null {
    const file = this.folder.resultFile(configuration)
    if (!existsSync(file)) return null
    try {
      return bytesToBundle(this.read(file), file)
    } catch (error) {
      // What another program left half written is computed again.
      if (error instanceof PatchbayError && error.code === 'bad-input') return null
      throw error
    }
  }

  private read(file: string): Buffer {
    try {
      return readFileSync(file)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw new PatchbayError(
        'bad-input',
        `${file} cannot be read (${code}): write the sweep again, into another folder.`,
        {
          cause: error,
        },
      )
    }
  }
}
