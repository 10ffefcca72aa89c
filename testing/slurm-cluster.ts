import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'sinfo']

/** Whether this machine has Slurm, and may start it: its daemons want to be root. scripts/system-packages.ts installs it for the tests. */
export const hasSlurm =
  process.getuid?.() === 0 &&
  PROGRAMS.every((name) => spawnSync('which', [name], { stdio: 'ignore' }).status === 0)

/** A real Slurm of one node, without cgroups or anything else of the kernel that containers lack. */
export class SlurmCluster {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'patchbay-slurm-'))
  private readonly children: ChildProcess[] = []

  static async start(): Promise<SlurmCluster> {
    const cluster = new SlurmCluster()
    cluster.writeFiles()
    const munge = [
      '--foreground',
      '--force',
      ...['key', 'socket', 'pid', 'log', 'seed'].map(
        (each) => `--${MUNGE[each]}=${cluster.at('munge', each)}`,
      ),
    ]
    cluster.spawn('munged', munge)
    await cluster.until('munge', ['-n', `--socket=${cluster.at('munge', 'socket')}`])
    cluster.spawn('slurmctld', ['-D'])
    cluster.spawn('slurmd', ['-D'])
    await cluster.until('sinfo', ['-h', '-t', 'idle', '-o', '%n'], (text) => text.trim() !== '')
    return cluster
  }

  /** Runs a command of Slurm; its stdout. @throws Error with its stderr */
  run(command: string, args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: this.env })
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
    return stdout
  }

  /** Resolves once no job waits or runs. */
  async untilIdle(): Promise<void> {
    await this.until('squeue', ['-h'], (text) => text.trim() === '')
  }

  end(): void {
    for (const child of this.children.reverse()) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  private get env() {
    return { ...process.env, SLURM_CONF: this.at('slurm.conf') }
  }

  private at(...names: string[]): string {
    return path.join(this.folder, ...names)
  }

  private spawn(command: string, args: readonly string[]): void {
    this.children.push(spawn(command, args, { stdio: 'ignore', env: this.env }))
  }

  private async until(
    command: string,
    args: readonly string[],
    fits = (_text: string) => true,
  ): Promise<void> {
    for (;;) {
      const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', env: this.env })
      if (status === 0 && fits(stdout)) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  private writeFiles(): void {
    for (const name of ['munge', 'state', 'spool', 'log']) mkdirSync(this.at(name), { mode: 0o755 })
    writeFileSync(this.at('munge', 'key'), randomBytes(1024), { mode: 0o400 })
    const here = hostname().split('.')[0]
    writeFileSync(this.at('slurm.conf'), configuration(this.folder, here))
  }

  /** What the daemons wrote, for a test that fails. */
  logs(): string {
    return ['ctld.log', 'slurmd.log'].map((name) => readFileSync(this.at('log', name), 'utf8')).join('\n')
  }
}

const MUNGE: Record<string, string> = {
  key: 'key-file',
  socket: 'socket',
  pid: 'pid-file',
  log: 'log-file',
  seed: 'seed-file',
}

function configuration(folder: string, here: string): string {
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  return `ClusterName=test
SlurmctldHost=${here}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/ctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/log/ctld.log
SlurmdLogFile=${folder}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
SchedulerParameters=bf_interval=1,sched_interval=1
NodeName=${here} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=${here} Default=YES MaxTime=INFINITE State=UP
`
}
