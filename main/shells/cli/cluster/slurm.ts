import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError, shellText, wholeNumber, type HandedOver } from '../../../../contract'
import { arrayScript, DEFAULT_TEMPLATE } from '../../../host/cluster/folder/array-script'
import { print } from '../../streams'
import { printJson, printNotes } from '../output/print'
import { settingsOf } from '../run/settings'
import { openHost, type StoreOptions } from '../runs/store-options'
import { readSweepFile } from '../sweep/read-sweep-file'

interface SlurmOptions extends StoreOptions {
  out: string
  name?: string
  sbatch?: string[]
  setup?: string[]
  container?: string
  program?: string
  models?: string[]
  tasksAtOnce?: string
  threads?: string
  template?: string
}

const MOST_AT_ONCE = 100_000

/** `patchbay sweep slurm FILE --out DIR` */
export async function slurmCommand(file: string, options: SlurmOptions): Promise<void> {
  const template = templateOf(options)
  const atOnce =
    options.tasksAtOnce === undefined
      ? null
      : wholeNumber('--tasks-at-once', options.tasksAtOnce, 1, MOST_AT_ONCE)
  const settings = settingsOf({ threads: options.threads })
  const script = {
    ...{
      atOnce,
      resources: options.sbatch ?? [],
      setup: options.setup ?? [],
      container: options.container ?? '',
    },
    program:
      options.program ?? shellText([process.execPath, ...process.execArgv, path.resolve(process.argv[1])]),
    options: shellText(workerOptions(options)),
  }
  // What is wrong with the template is said before anything is written.
  arrayScript({ ...script, folder: '/', name: 'sweep', tasks: 1 }, template)
  const host = openHost(options)
  const { spec, notes, name } = await readSweepFile(host, file)
  printNotes(notes)
  const args = { spec, settings, name: options.name ?? name, folder: path.resolve(options.out) }
  const handed = await host.call('sweeps.handOver', args)
  await host.close()
  const { folder, tasks, summary } = handed
  const target = path.join(folder, 'array.sh')
  if (tasks > 0)
    writeFileSync(target, arrayScript({ ...script, folder, tasks, name: summary.name }, template), {
      mode: 0o755,
    })
  await (options.json
    ? printJson({ ...handed, script: tasks > 0 ? target : null })
    : print(handedText(handed, target)))
}

function workerOptions({ models = [], threads }: SlurmOptions): string[] {
  const folders = models.map((folder) => path.resolve(folder))
  return [
    ...(threads === undefined ? [] : ['--threads', threads]),
    ...(folders.length > 0 ? ['--models', ...folders] : []),
  ]
}

function templateOf({ template }: SlurmOptions): string {
  if (template === undefined) return DEFAULT_TEMPLATE
  try {
    return readFileSync(template, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new PatchbayError('bad-input', `The template ${template} cannot be read (${code}).`, {
      cause: error,
    })
  }
}

function handedText({ summary, folder, tasks, reused }: HandedOver, script: string): string {
  const before = reused > 0 ? ` ${reused} of its runs were computed before.` : ''
  if (tasks === 0) return `${summary.name}: every run was computed before; there is nothing to submit.`
  return [
    `${summary.name}: ${tasks} ${tasks === 1 ? 'task' : 'tasks'} in ${folder}.${before}`,
    `Submit it: sbatch ${shellText([script])}`,
    `Bring in what is done: patchbay sweep collect ${shellText([folder])}`,
  ].join('\n')
}
