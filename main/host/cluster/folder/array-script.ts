import { PatchbayError, shellText } from '../../../../contract'

/** More tasks than this are refused by Slurm as it is set up by default (MaxArraySize 1001). */
const MOST_TASKS = 1_000

export interface ArrayScript {
  /** Absolute. */
  folder: string
  /** Of the sweep. */
  name: string
  tasks: number
  /** How many run at a time at most; null for as many as there is room for. */
  atOnce: number | null
  /** Lines after `#SBATCH`: `--time=01:00:00`. */
  resources: string[]
  /** Lines before the work: `module load nodejs/24`. */
  setup: string[]
  /** In front of the worker: `apptainer exec patchbay.sif`. */
  container: string
  /** Runs Patchbay, as a shell reads it. */
  program: string
  /** What follows `worker`: models, threads. */
  options: string
}

/** As the script has it where no template is given; each `{{NAME}}` is filled in. */
export const DEFAULT_TEMPLATE = `#!/bin/bash
#SBATCH --job-name={{name}}
#SBATCH --array={{array}}
#SBATCH --output={{folder}}/logs/%a.txt
#SBATCH --open-mode=append
#SBATCH --requeue
{{resources}}
# Each number of the array computes {{each}} of {{tasks}} circuits; a task that was killed goes on where it was.
{{setup}}
{{work}}
`

/**
 * The array script of a sweep folder. Where there are more circuits than an array may have numbers, each number computes several.
 * @throws PatchbayError (bad-input) for a template with a name in braces that is not known, or without its work.
 */
export function arrayScript(script: ArrayScript, template = DEFAULT_TEMPLATE): string {
  const each = Math.ceil(script.tasks / MOST_TASKS)
  const numbers = Math.ceil(script.tasks / each)
  const words: Record<string, string> = {
    name: script.name.replaceAll(/[^\w.-]+/g, '-'),
    folder: script.folder,
    tasks: String(script.tasks),
    each: String(each),
    array: `0-${numbers - 1}${script.atOnce === null ? '' : `%${script.atOnce}`}`,
    resources: script.resources.map((line) => `#SBATCH ${line}`).join('\n'),
    setup: script.setup.join('\n'),
    work: workOf(script, each),
  }
  const known = Object.keys(words).map((word) => `{{${word}}}`)
  if (!template.includes('{{work}}'))
    throw new PatchbayError('bad-input', 'The template lacks {{work}}, which is what the tasks compute.')
  const filled = template.replaceAll(/\{\{(\w*)\}\}/g, (whole, word: string) => {
    if (words[word] !== undefined) return words[word]
    throw new PatchbayError(
      'bad-input',
      `The template has ${whole}, which is not known: it may have ${known.join(', ')}.`,
    )
  })
  return filled.replaceAll(/\n{2,}/g, '\n')
}

function workOf({ folder, tasks, container, program, options }: ArrayScript, each: number): string {
  const worker = [container, program, 'worker --folder', shellText([folder]), '--task "$task"', options]
    .filter(Boolean)
    .join(' ')
  return `failed=0
for task in $(seq $((SLURM_ARRAY_TASK_ID * ${each})) $((SLURM_ARRAY_TASK_ID * ${each} + ${each - 1}))); do
  [ "$task" -lt ${tasks} ] || break
  ${worker} || failed=$?
done
exit $failed`
}
