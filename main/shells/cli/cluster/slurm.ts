import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError, shellText, wholeNumber, type HandedOver } from '../../../../contract'
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
  const atOnce =
    options.tasksAtOnce === undefined
      ? null
      : wholeNumber('--tasks-at-once', options.tasksAtOnce, 1, MOST_AT_ONCE)
  const settings = settingsOf({ threads: options.threads })
  const script = {
    ...{ atOnce, resources: options.sbatch, setup: options.setup, container: options.container },
    ...{ models: options.models?.map((folder) => path.resolve(folder)), template: templateOf(options) },
    threads: settings.threads ?? undefined,
    program:
      options.program ?? shellText([process.execPath, ...process.execArgv, path.resolve(process.argv[1])]),
  }
  const host = openHost(options)
  const { spec, notes, name } = await readSweepFile(host, file)
  printNotes(notes)
  const handed = await host.call('sweeps.handOver', {
    ...{ spec, settings, script },
    ...{ name: options.name ?? name, folder: path.resolve(options.out) },
  })
  await host.close()
  await (options.json ? printJson(handed) : print(handedText(handed)))
}

function templateOf({ template }: SlurmOptions): string | undefined {
  if (template === undefined) return undefined
  try {
    return readFileSync(template, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new PatchbayError('bad-input', `The template ${template} cannot be read (${code}).`, {
      cause: error,
    })
  }
}

function handedText({ summary, folder, script, tasks, reused }: HandedOver): string {
  const before = reused > 0 ? ` ${reused} of its runs were computed before.` : ''
  if (script === null) return `${summary.name}: every run was computed before; there is nothing to submit.`
  return [
    `${summary.name}: ${tasks} ${tasks === 1 ? 'task' : 'tasks'} in ${folder}.${before}`,
    `Submit it: sbatch ${shellText([script])}`,
    `Bring in what is done: patchbay sweep collect ${shellText([folder])}`,
  ].join('\n')
}
