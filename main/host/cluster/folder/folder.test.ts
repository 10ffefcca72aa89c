import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shellText, type ArgsOf, type HandedOver } from '../../../../contract'
import { describeWhere } from '../../../../testing/describe-where'
import { COMMAND_LINE, ROOT, runCommandLine } from '../../../../testing/from-sources'
import { TestHost } from '../../../../testing/host-from-source'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { hasSlurm, SlurmCluster } from '../../../../testing/slurm-cluster'
import { Store } from '../../../store'
import { arrayScript } from './array-script'

const temporary = mkdtempSync(path.join(tmpdir(), 'patchbay-folder-'))
const shared = path.join(temporary, 'shared folder')
const files = { alone: path.join(temporary, 'alone.db'), asker: path.join(temporary, 'asker.db') }
const hosts: TestHost[] = []
afterAll(async () => {
  for (const host of hosts) await host.client.close()
  rmSync(temporary, { recursive: true })
})
const hostOn = (file: string) => hosts[hosts.push(new TestHost(file)) - 1]

/** The last threshold keeps nothing: there is no circuit to judge. */
const spec = {
  base: {
    method: 'acdc',
    model: path.join(ROOT, 'fixtures/gpt2-tiny'),
    prompts: { name: 'few', rows: slowPrompts(400) },
    metric: 'logit_diff',
    threshold: 0,
  },
  axes: [{ name: 'threshold', values: [0.004, 0.02, 1_000] }],
} as ArgsOf<'sweeps.start'>['spec']

const task = (number: number) => ['worker', '--folder', shared, '--task', String(number), '--threads', '1']
const collect = () => runCommandLine(['sweep', 'collect', shared, '--db', files.asker])

/** Kills a task with -9 once it has decided something. */
async function killed(number: number): Promise<void> {
  const child = spawn(process.execPath, [...COMMAND_LINE, ...task(number)], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const db = path.join(shared, 'stores', String(number), 'runs.db')
  while (child.exitCode === null && decidedIn(db) === 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGKILL')
  await ended
}

function decidedIn(db: string): number {
  try {
    const store = new Store(db)
    const [run] = store.runs.list()
    store.close()
    return run?.edgesDecided ?? 0
  } catch {
    return 0
  }
}

describe('a sweep in a folder', () => {
  let alone: TestHost
  let asker: TestHost
  let handed: HandedOver
  beforeAll(async () => {
    alone = hostOn(files.alone)
    asker = hostOn(files.asker)
    const { id } = await alone.call('sweeps.start', { spec })
    const isDone = async () => (await alone.call('sweeps.get', { id })).summary.state === 'done'
    while (!(await isDone())) await alone.next((event) => event.type === 'sweep-changed')
    handed = await asker.call('sweeps.handOver', { spec, folder: shared })
  })

  it('has a task for each circuit, and its runs wait in the store', async () => {
    expect(handed).toMatchObject({ tasks: 3, reused: 0, folder: shared, summary: { state: 'stopped' } })
    const runs = await asker.call('runs.list', {})
    expect(runs.map(({ state, method }) => [state, method])).toEqual(
      Array.from({ length: 6 }, (_, at) => ['interrupted', at % 2 === 0 ? 'evaluate' : 'acdc']),
    )
    expect(runs[0].message).toBe(
      `It is computed elsewhere, from ${shared}: \`patchbay sweep collect ${shared}\` brings in what is done.`,
    )
  })

  it('is computed by its tasks, one of them killed: the store has what one machine computes, byte by byte', async () => {
    await killed(0)
    const early = collect()
    expect(early.stdout).toBe('Sweep 1: 0 came in, 0 of 6 runs are done, 6 are not there yet.\n')
    for (const number of [0, 1, 2]) expect(runCommandLine(task(number)).status).toBe(0)
    expect(runCommandLine(task(1)).stderr).toBe('2.job done\n3.job done\n')
    expect(collect().stdout).toBe('Sweep 1: 5 came in, 6 of 6 runs are done.\n')
    expect(collect().stdout).toBe('Sweep 1: 0 came in, 6 of 6 runs are done.\n')
    const detail = async (host: TestHost) => {
      const [{ id }] = await host.call('sweeps.list', {})
      const { points, baselines, summary } = await host.call('sweeps.get', { id })
      return { points, baselines, state: summary.state, runs: { ...summary.runs, reused: 0 } }
    }
    expect(await detail(asker)).toEqual(await detail(alone))
    expect(resultsIn(files.asker)).toEqual(resultsIn(files.alone))
    expect(readdirSync(path.join(shared, 'stores'))).toEqual([])
  })

  it('names what is not of it, or not whole, and leaves it', () => {
    const results = path.join(shared, 'results')
    const [first] = readdirSync(results)
    const whole = readFileSync(path.join(results, first))
    writeFileSync(path.join(results, first), whole.subarray(0, 99))
    writeFileSync(path.join(results, 'notes.txt'), 'mine')
    writeFileSync(path.join(results, `${first}.1.part`), whole.subarray(0, 99))
    mkdirSync(path.join(results, 'folder.run'))
    symlinkSync('nowhere', path.join(results, 'link.run'))
    const { stdout, status } = collect()
    expect(stdout).toContain('Sweep 1: 0 came in, 6 of 6 runs are done.\n')
    for (const name of [first, 'notes.txt'])
      expect(stdout).toContain(`Left: ${path.join(results, name)} cannot be read as a run: it `)
    expect(stdout).toContain(`Left: ${path.join(results, 'folder.run')} cannot be read (it is not a file).\n`)
    expect(stdout).toContain(`Left: ${path.join(results, 'link.run')} cannot be read (ENOENT).\n`)
    expect(stdout).not.toContain('.part')
    expect(status).toBe(1)
    copyFileSync(path.join(shared, 'sweep.json'), path.join(temporary, 'sweep.json'))
    expect(runCommandLine(['sweep', 'collect', temporary, '--db', files.alone]).stderr).toMatch(
      /^There is no sweep "/,
    )
    expect(runCommandLine(['sweep', 'collect', ROOT, '--db', files.alone]).stderr).toBe(
      `${ROOT} has no sweep.json: name the folder that \`patchbay sweep slurm\` wrote.\n`,
    )
  })

  it('is not written over another', async () => {
    await expect(asker.call('sweeps.handOver', { spec, folder: shared })).rejects.toThrow(
      `${shared} has a sweep already: name another folder.`,
    )
  })
})

describeWhere(hasSlurm, 'a sweep on Slurm', 'Slurm is not installed here, or this is not root', () => {
  const folder = path.join(temporary, 'cluster')
  const file = path.join(temporary, 'sweep.json')
  const db = path.join(temporary, 'cluster.db')
  const written = (options: string[]) =>
    runCommandLine(['sweep', 'slurm', file, '--out', folder, '--db', db, '--threads', '1', ...options])

  it('is an array script that the real scheduler runs', async () => {
    const sample = { model: 'sample:induction', prompts: 'sample:induction', method: 'acdc' }
    const rest = { options: { metric: 'kl' }, axes: { threshold: [0.02, 0.05] } }
    writeFileSync(
      file,
      JSON.stringify({ format: 'patchbay sweep spec 1', name: 'on Slurm', ...sample, ...rest }),
    )
    const program = ['--program', shellText([process.execPath, ...COMMAND_LINE]), '--sbatch=--time=10']
    expect(written([...program, '--setup', 'export ANY=1']).stdout).toBe(
      `on Slurm: 2 tasks in ${folder}.
Submit it: sbatch ${folder}/array.sh
Bring in what is done: patchbay sweep collect ${folder}
`,
    )
    const slurm = await SlurmCluster.start()
    try {
      expect(slurm.run('sbatch', [path.join(folder, 'array.sh')])).toMatch(/^Submitted batch job \d+\n$/)
      await slurm.untilIdle()
      const log = readFileSync(path.join(folder, 'logs/0.txt'), 'utf8')
      expect(log.match(/^\d\.job \w+$/gm)).toEqual(['0.job done', '1.job done'])
    } finally {
      slurm.end()
    }
    const collected = runCommandLine(['sweep', 'collect', folder, '--db', db])
    expect(collected.stdout).toBe('on Slurm: 4 came in, 4 of 4 runs are done.\n')
  })
})

describe('an array script', () => {
  const script = {
    folder: '/data/a sweep',
    name: 'my sweep',
    atOnce: 8,
    resources: [],
    setup: [],
    program: 'patchbay',
  }
  const given = { ...script, container: 'apptainer exec p.sif', options: '--threads 2' }

  it('has as many numbers as Slurm takes, each of which computes several circuits', () => {
    const text = arrayScript({ ...given, tasks: 2_500 })
    expect(text).toContain('#SBATCH --array=0-833%8\n')
    expect(text).toContain('#SBATCH --job-name=my-sweep\n')
    expect(text).toContain('$((SLURM_ARRAY_TASK_ID * 3 + 2))')
    expect(text).toContain(
      `  apptainer exec p.sif patchbay worker --folder '/data/a sweep' --task "$task" --threads 2 || failed=$?\n`,
    )
  })

  it('is made by a template that has the work in it, and no other names', () => {
    expect(arrayScript({ ...given, tasks: 1 }, '#!/bin/sh\n#PBS -J {{array}}\n{{work}}')).toContain(
      '#PBS -J 0-0%8\n',
    )
    expect(() => arrayScript({ ...given, tasks: 1 }, 'echo')).toThrow(
      'The template lacks {{work}}, which is what the tasks compute.',
    )
    expect(() => arrayScript({ ...given, tasks: 1 }, '{{work}} {{queue}}')).toThrow(
      'The template has {{queue}}, which is not known: it may have {{name}}, {{folder}}, {{tasks}}, {{each}}, {{array}}, {{resources}}, {{setup}}, {{work}}.',
    )
  })
})

/** [run] what was found, as the store has it, by configuration. */
function resultsIn(file: string): unknown {
  const store = new Store(file)
  const runs = store.runs.list().map(({ id }) => store.bundles.read(id))
  store.close()
  const found = runs.map(({ run, result }) => [
    run.configuration,
    run.edges_kept,
    run.metric_final,
    result?.data,
  ])
  return found.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}
