import { oneOf, PatchbayError, wholeNumber } from '../../../../contract'
import type { ExplainSource } from '../../../../contract'
import { edgeIndexByName, edgeNameOf, type ComputationalGraph } from '../../../../engine/reading'
import type { Host } from '../../../host/host'
import { modelPath } from '../model-path'
import { printNotes } from '../output/print'
import { readPrompts } from '../run/read-prompts'
import type { ReadingOptions } from '../run/reading-options'
import type { SettingsOptions } from '../run/settings'
import { findRun } from '../runs/find-run'

export interface ExplainOptions extends ReadingOptions, Pick<SettingsOptions, 'threads' | 'memory'> {
  head?: string
  edge?: string
  circuit?: string
  run?: string
  model?: string
  prompts?: string
  columns?: string
  prompt?: string
  at?: string
  in?: string
  cut?: string
  db?: string
  json?: boolean
  out?: string
}

/** @throws PatchbayError (bad-input) for options that do not go together, before anything is opened. */
export function checkExplainOptions(options: ExplainOptions): void {
  const { head, edge, run, model, prompts, circuit, prompt, columns, bos, answers } = options
  if (head !== undefined && edge !== undefined) throw refused('--head and --edge are two questions: ask one.')
  if (run !== undefined && (model ?? prompts ?? circuit) !== undefined)
    throw refused(
      '--run gives the model, the prompts and the circuit: leave --model, --prompts and --circuit out.',
    )
  if ((model === undefined) !== (prompts === undefined))
    throw refused(model === undefined ? '--prompts needs --model.' : '--model needs --prompts.')
  if (run === undefined && model === undefined && circuit === undefined)
    throw refused('Say where: --run 3, --circuit run:3, or --model M --prompts P.')
  const ofHead = (['at', 'in', 'cut'] as const).find((name) => options[name] !== undefined)
  if (ofHead !== undefined && head === undefined) throw refused(`--${ofHead} is of a head: add --head.`)
  if (prompt !== undefined && head === undefined && edge === undefined)
    throw refused('--prompt is of a head or an edge: add --head or --edge.')
  const ofFile = { '--columns': columns, '--bos': bos, '--answers': answers }
  const [flag] = Object.entries(ofFile).find(([, value]) => value !== undefined) ?? []
  if (flag !== undefined && prompts === undefined)
    throw refused(`${flag} says how --prompts is read: add it.`)
}

/** The run, or the model with its prompts. */
export async function sourceOf(host: Host, options: ExplainOptions): Promise<ExplainSource> {
  const { run, circuit, model, prompts } = options
  const circuitRun = circuit === undefined ? undefined : (await findRun(host, runOf(circuit))).id
  if (run !== undefined) return { run: (await findRun(host, runOf(run))).id }
  if (model === undefined || prompts === undefined) return { run: circuitRun! }
  const set = await readPrompts(host, { ...options, model, prompts })
  printNotes(set.notes ?? [])
  return { model: modelPath(model), prompts: set, ...(circuitRun !== undefined && { circuit: circuitRun }) }
}

const runOf = (typed: string) => typed.replace(/^run:/, '')

/** Its index among those explained. @throws PatchbayError (bad-input) where the row is not among them. */
export function promptOf(typed: string, prompts: readonly { row: number }[]): number {
  const row = wholeNumber('--prompt', typed, 1) - 1
  const prompt = prompts.findIndex((each) => each.row === row)
  if (prompt >= 0) return prompt
  throw refused(`--prompt ${typed}: that row is not among the ${prompts.length} that are explained.`)
}

/** `--at 14,4`. */
export function positionsOf(typed: string): { query: number; key: number } {
  const [query, key] = (/^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(typed) ?? []).slice(1).map(Number)
  if (!Number.isSafeInteger(query) || !Number.isSafeInteger(key))
    throw refused(
      `--at must be two positions such as 14,4: the one that looks and the one looked at, not "${typed}".`,
    )
  return { query, key }
}

/** `--in corrupt`; without it clean. */
export function sideOf(typed: string | undefined): 'clean' | 'corrupt' {
  return typed === undefined ? 'clean' : oneOf('--in', ['clean', 'corrupt'], typed)
}

/** The edge that is meant, by its index. @throws PatchbayError (bad-input) where the model has none of this name. */
export function edgeOf(typed: string, graph: ComputationalGraph): { name: string; edge: number } {
  const name = edgeNameOf(typed)
  const edge = edgeIndexByName(graph).get(name)
  if (edge !== undefined) return { name, edge }
  throw refused(`The model has no edge ${name || '""'}: edges are named a7.h3->a9.h9<q>, m0->logits.`)
}

const refused = (why: string) => new PatchbayError('bad-input', why)
