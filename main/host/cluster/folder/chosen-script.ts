import { existsSync } from 'node:fs'
import path from 'node:path'
import { shellText, type ArrayScriptChoices } from '../../../../contract'
import { arrayScript, type ArrayScript } from './array-script'

/**
 * The array script of a sweep folder as it was chosen.
 * @throws PatchbayError (bad-input) as arrayScript
 */
export function chosenScript(
  { template, program = programHere(), models, threads, ...choices }: ArrayScriptChoices,
  sweep: Pick<ArrayScript, 'folder' | 'name' | 'tasks'>,
): string {
  const options = [
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...(models.length > 0 ? ['--models', ...models.map((folder) => path.resolve(folder))] : []),
  ]
  return arrayScript({ ...choices, ...sweep, program, options: shellText(options) }, template)
}

/** The command line of this very program, which machines have that share its folder; else the one that is installed there. */
function programHere(): string {
  const commandLine = path.join(import.meta.dirname, 'cli.cjs')
  if (!existsSync(commandLine)) return 'patchbay'
  const program = shellText([process.execPath, commandLine])
  return process.versions.electron ? `env ELECTRON_RUN_AS_NODE=1 ${program}` : program
}
