import {
  FILE_LIMITS,
  makePromptsSchema,
  MAX_MADE_ROWS,
  MAX_SEED,
  oneOf,
  promptFile,
  PROMPT_TASKS,
  wholeNumber,
  type MakePrompts,
  type PromptTask,
} from '../../../../contract'
import { print } from '../../streams'
import { modelPath } from '../model-path'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printJson, printNotes, table } from '../output/print'
import { readBytes } from '../run/read-files'
import { bosOfOption } from '../run/reading-options'
import { openHost } from '../runs/store-options'
import { listsOf, namedValues } from './named-values'

interface MakeOptions {
  count: string
  seed: string
  option?: string[]
  list?: string[]
  template?: string[]
  model?: string
  bos?: string
  db?: string
  out?: string
  json?: boolean
}

/** `patchbay prompts tasks`: what prompts can be made for. */
export async function tasksCommand({ json }: { json?: boolean }): Promise<void> {
  const host = openHost({})
  try {
    const tasks = await host.call('prompts.generators', {})
    if (json) return await printJson(tasks)
    await print(tasks.map(describeTask).join('\n\n'))
  } finally {
    await host.close()
  }
}

/** `patchbay prompts make`: the set as a prompt file; what was left out is noted on stderr. */
export async function makeCommand(task: string, options: MakeOptions): Promise<void> {
  const request = requestOf(task, options)
  checkOutFile(options)
  const host = openHost(options)
  try {
    const model = options.model === undefined ? undefined : modelPath(options.model)
    if (model !== undefined) printNotes((await host.call('models.open', { path: model })).warnings)
    const made = await host.call('prompts.make', { ...request, model })
    printNotes(made.set.notes ?? [])
    const text = `${JSON.stringify(promptFile(made.set), null, 2)}\n`
    if (options.out !== undefined) await writeOutFile(options.out, text)
    if (options.json) return await printJson(made)
    if (options.out === undefined) return await print(text.trimEnd())
    await print(`${made.set.rows.length} prompts of ${task}, in ${options.out}`)
  } finally {
    await host.close()
  }
}

function requestOf(task: string, options: MakeOptions): MakePrompts {
  const { option, list, template, bos } = options
  const request = {
    task: oneOf('TASK', PROMPT_TASKS, task),
    count: wholeNumber('--count', options.count, 1, MAX_MADE_ROWS),
    seed: wholeNumber('--seed', options.seed, 0, MAX_SEED),
    options: namedValues('--option', option),
    ...(template && { templates: template }),
    ...(list && { lists: listsOf(list, (file) => readBytes(file, FILE_LIMITS.prompts)) }),
    bos: bosOfOption(bos),
  }
  return makePromptsSchema.parse(request)
}

function describeTask({ name, title, description, source, options, lists }: PromptTask): string {
  const rows = [
    ...options.map((option) => [`--option ${option.name}=${option.default}`, valuesOf(option)]),
    ...lists.map((list) => [
      `--list ${list.name}=`,
      `${list.words.length} words: ${list.words.slice(0, 4).join(', ')}, ...`,
    ]),
  ]
  const details =
    rows.length === 0
      ? []
      : [
          table(
            ['  option', ''],
            rows.map(([flag, values]) => [`  ${flag}`, values]),
          )
            .split('\n')
            .slice(1)
            .join('\n'),
        ]
  return [`${name}: ${title}`, `  ${description}`, `  Source: ${source}`, ...details].join('\n')
}

function valuesOf(option: PromptTask['options'][number]): string {
  if (option.kind === 'choice') return option.values.map(({ value }) => value).join(', ')
  return option.kind === 'number' ? `${option.min} to ${option.max}` : option.help
}
