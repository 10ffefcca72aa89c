import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { shellText } from '../../contract'
import { inProject } from '../../scripts/project'
import { SlurmCluster } from '../../testing/slurm-cluster'
import { Program } from './program'
import { differences, sweepOf } from './sweep-twice'

export interface ArrayBench {
  configurations: number
  kills: Killed
  /** Uniform in [0, 1). */
  random: () => number
  log: (line: string) => void
}

/** `worker`: kill -9 of a task's program; `requeue`: by the scheduler, which ends a task and computes it later; `cancel`: for good. */
export interface Killed {
  worker: number
  requeue: number
  cancel: number
}

export interface ArrayFigures {
  faults: string[]
  seconds: number
  aloneSeconds: number
  killed: Killed
  /** How often the script was submitted: again for what was killed or cancelled. */
  submitted: number
}

/** See bench/cluster.ts. */
export async function killArray(bench: ArrayBench): Promise<ArrayFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-array-'))
  const slurm = await SlurmCluster.start()
  try {
    const file = path.join(folder, 'sweep.json')
    writeFileSync(file, JSON.stringify(sweepOf(bench.configurations)))
    const array = new ArraySweep(folder, file, slurm, bench)
    const started = performance.now()
    const { killed, submitted } = await array.compute()
    const seconds = (performance.now() - started) / 1_000
    bench.log(`The array took ${seconds.toFixed(0)} s; now this machine alone.`)
    const alone = path.join(folder, 'alone.db')
    const before = performance.now()
    await new Program(['sweep', 'start', file, '--db', alone, '--threads', '1']).ended
    const aloneSeconds = (performance.now() - before) / 1_000
    return { faults: differences(array.db, alone), seconds, aloneSeconds, killed, submitted }
  } finally {
    slurm.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

class ArraySweep {
  readonly db: string
  private readonly shared: string

  constructor(
    folder: string,
    private readonly file: string,
    private readonly slurm: SlurmCluster,
    private readonly bench: ArrayBench,
  ) {
    this.db = path.join(folder, 'asker.db')
    this.shared = path.join(folder, 'shared')
  }

  /** Submits the script, and again for what was killed, until every run has come in. */
  async compute(): Promise<Pick<ArrayFigures, 'killed' | 'submitted'>> {
    const program = ['--program', shellText([process.execPath, inProject('out/main/cli.cjs')])]
    const written = ['sweep', 'slurm', this.file, '--out', this.shared, '--db', this.db, '--threads', '1']
    await new Program([...written, ...program]).ended
    const killed: Killed = { worker: 0, requeue: 0, cancel: 0 }
    let submitted = 0
    for (let left = this.bench.configurations; left > 0; left = await this.collect()) {
      this.slurm.run('sbatch', [path.join(this.shared, 'array.sh')])
      submitted++
      while (this.tasks('R,PD,CG').length > 0) {
        await new Promise((resolve) => setTimeout(resolve, 500 + 2_500 * this.bench.random()))
        this.killOne(killed)
      }
      this.bench.log(`Submission ${submitted} is over: ${JSON.stringify(killed)}`)
    }
    return { killed, submitted }
  }

  private killOne(killed: Killed): void {
    const due = (Object.keys(killed) as (keyof Killed)[]).filter((how) => killed[how] < this.bench.kills[how])
    const how = this.oneOf(due)
    const victim = how === 'worker' ? this.oneOf(this.workers()) : this.oneOf(this.tasks('R'))
    if (how === undefined || victim === undefined) return
    try {
      if (how === 'worker') process.kill(Number(victim), 'SIGKILL')
      if (how === 'requeue') this.slurm.run('scontrol', ['requeue', victim])
      if (how === 'cancel') this.slurm.run('scancel', [victim])
      killed[how]++
    } catch {
      // It ended by itself just now.
    }
  }

  /** Numbers of the array that are in these states of Slurm. */
  private tasks(states: string): string[] {
    return this.slurm.run('squeue', ['-h', '-r', '-t', states, '-o', '%i']).split('\n').filter(Boolean)
  }

  /** Programs that compute a task of ours, by their process. */
  private workers(): string[] {
    const isOurs = (pid: string) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        return words.includes('worker') && words.includes(this.shared)
      } catch {
        return false
      }
    }
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name))
  }

  /** How many runs have not come in yet. */
  private async collect(): Promise<number> {
    const collected = new Program(['sweep', 'collect', this.shared, '--db', this.db, '--json'])
    await collected.ended
    return (JSON.parse(collected.said) as { waiting: number }).waiting
  }

  private oneOf<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.bench.random() * values.length)]
  }
}
