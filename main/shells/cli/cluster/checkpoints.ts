import type { Job } from 'bullmq'
import { messageOf } from '../../../../contract'
import type { ClusterJob } from '../../../host/cluster/job'
import type { JobData, JobEnd, JobProgress, RunShelf } from '../../../host/cluster/redis/queue'
import type { JobComputer } from './job-computer'

/** Puts a run on the shelf every now and then while it is computed. */
export class Checkpoints {
  private decided = -1
  private saving: Promise<void>
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly worker: string,
    private readonly shelf: RunShelf,
    private readonly computer: JobComputer,
    private readonly queued: Job<JobData, JobEnd>,
    private readonly job: ClusterJob,
    everyMs: number,
  ) {
    // Who has it is known before there is a first checkpoint; the computing does not wait for that.
    this.saving = this.attempt(() => this.report(0))
    this.timer = setInterval(() => {
      this.saving = this.saving.then(() => this.attempt(() => this.save()))
    }, everyMs)
  }

  async end(): Promise<void> {
    clearInterval(this.timer)
    await this.saving
  }

  /** A checkpoint that cannot be saved costs work only where this worker dies, too. */
  private async attempt(save: () => Promise<void>): Promise<void> {
    try {
      await save()
    } catch (error) {
      this.decided = -1
      process.stderr.write(`No checkpoint of ${this.job.title} was saved: ${messageOf(error)}\n`)
    }
  }

  private async save(): Promise<void> {
    const { configuration } = this.job
    if (await this.shelf.takeStop(configuration)) await this.computer.stop()
    const bundle = this.computer.current()
    const decided = Number(bundle?.run.edges_decided ?? 0)
    if (!bundle || decided === this.decided) return
    this.decided = decided
    await this.shelf.save(configuration, bundle)
    await this.report(decided)
  }

  private async report(edgesDecided: number): Promise<void> {
    const progress: JobProgress = { worker: this.worker, edgesDecided }
    await this.queued.updateProgress(progress)
  }
}
