import { basename, join } from 'node:path'
import { FILE_LIMITS, PatchbayError, shown } from '../../contract'
import { isObject, readJsonObject, refuseFile } from './read-file'
import type { TransformerConfig } from './transformer'

/** Logits of a model made elsewhere, and of which prompts they are. */
export interface ReferenceLogits {
  /** The file in which the logits are, or that computes them. */
  file: string
  /** Computed by the file itself, which is a graph. */
  isOwn?: true
  /** Sentences about what these prompts do not show. */
  unseen?: string[]
  /** Of a file that rounds while it computes: the logits above are those of the same graph in float32. */
  rounded?: RoundedLogits
  /** [prompt][pos] token ids */
  prompts: Int32Array[]
  /** [prompt][vocabSize] after the last token of each prompt */
  logits: Float64Array[]
}

/** What the rounding of a file makes of the same logits. */
export interface RoundedLogits {
  /** What it rounds to. */
  precision: string
  /** Computed with rounding; null where that could not be run. */
  logits: Float64Array[] | null
  /** How many times coarser the file's own rounding is: bfloat16 is run as float16. */
  times: number
}

/** Reference logits beside the weights: a kind of file or files, all of which are there. */
export interface ReferenceFiles {
  kind: ReferenceKind
  paths: string[]
}

/** Each kind: its files, and the prompts and logits in them; null where it is another program's file of that name. */
const KINDS = {
  own: {
    names: ['reference-logits.json'],
    values: ([own]: Values[]) => ({ prompts: own.prompts, logits: own.logits_last }),
  },
  /** As models of test fixtures have them: prompts of a data set, and numbers made from it. */
  pair: {
    names: ['data.json', 'ref.json'],
    values: ([data, ref]: Values[]) =>
      isObject(ref.logits_last) ? { prompts: data.clean, logits: ref.logits_last.clean } : null,
  },
}
type ReferenceKind = keyof typeof KINDS
type Values = Record<string, unknown>

/** The reference logits among the files of a folder. */
export function findReference(folder: string, names: readonly string[]): ReferenceFiles | null {
  const kinds = Object.keys(KINDS) as ReferenceKind[]
  const kind = kinds.find((one) => KINDS[one].names.every((name) => names.includes(name)))
  return kind ? { kind, paths: KINDS[kind].names.map((name) => join(folder, name)) } : null
}

/** @throws PatchbayError (bad-input) where one of them cannot be read, or is too large. */
export function refuseReference({ paths }: ReferenceFiles): void {
  for (const path of paths) refuseFile(path, FILE_LIMITS.reference)
}

/** Python writes NaN and Infinity, which JSON does not have. */
const NOT_JSON = 'it may be cut off, or hold NaN or Infinity: make it again from these weights, or remove it'

/**
 * Reads them for a model; null where the files turn out to be another program's.
 * @throws PatchbayError (bad-input): not readable, not JSON, or not of this model; one sentence with file and row.
 */
export function readReference(
  { kind, paths }: ReferenceFiles,
  config: Pick<TransformerConfig, 'vocabSize' | 'contextLength'>,
): ReferenceLogits | null {
  const found = KINDS[kind].values(paths.map((path) => readJsonObject(path, FILE_LIMITS.reference, NOT_JSON)))
  if (!found) return null
  const [promptFile, file] = [basename(paths[0]), basename(paths.at(-1)!)]
  const prompts = lists(found.prompts, promptFile, 'the prompts', 'token ids')
  const logits = lists(found.logits, file, 'logits_last', 'logits')
  if (prompts.length !== logits.length)
    throw wrong(file, `it has the logits of ${logits.length} prompts, but there are ${prompts.length}`)
  prompts.forEach((ids, row) => checkPrompt(ids, row, promptFile, config))
  // One token attends to itself alone, and a token that is repeated to equal values: right or wrong, attention shows nothing.
  if (config.contextLength > 1 && config.vocabSize > 1 && prompts.every((ids) => new Set(ids).size === 1))
    throw wrong(promptFile, 'no prompt has two different tokens, so that nothing is shown of attention')
  logits.forEach((values, row) => checkLogits(values, row, file, config))
  return {
    file,
    prompts: prompts.map((ids) => Int32Array.from(ids as number[])),
    logits: logits.map((values) => Float64Array.from(values as number[])),
  }
}

function wrong(file: string, what: string): PatchbayError {
  return new PatchbayError('bad-input', `${file}: ${what}; make it again from these weights, or remove it.`)
}

/** A list for each prompt, at least one. */
function lists(value: unknown, file: string, what: string, of: string): unknown[][] {
  if (Array.isArray(value) && value.length > 0 && value.every(Array.isArray)) return value as unknown[][]
  throw wrong(file, `${what} must be a list of ${of} for each prompt, not ${shown(value, 40)}`)
}

type Sizes = Pick<TransformerConfig, 'vocabSize' | 'contextLength'>

function checkPrompt(ids: unknown[], row: number, file: string, { vocabSize, contextLength }: Sizes): void {
  const prompt = `prompt ${row + 1}`
  if (ids.length === 0) throw wrong(file, `${prompt} has no tokens`)
  if (ids.length > contextLength)
    throw wrong(file, `${prompt} has ${ids.length} tokens, but the model reads at most ${contextLength}`)
  const outside = ids.find(
    (id) => !(Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) < vocabSize),
  )
  if (outside !== undefined)
    throw wrong(
      file,
      `${prompt} has the token id ${shown(outside)}, but those of the model go from 0 to ${vocabSize - 1}`,
    )
}

function checkLogits(values: unknown[], row: number, file: string, { vocabSize }: Sizes): void {
  if (values.length !== vocabSize)
    throw wrong(
      file,
      `prompt ${row + 1} has ${values.length} logits, but the vocabulary has ${vocabSize} tokens`,
    )
  const token = values.findIndex((value) => !Number.isFinite(value))
  if (token >= 0)
    throw wrong(
      file,
      `the logit of token ${token} of prompt ${row + 1} is ${shown(values[token], 40)}, not a number`,
    )
  if (vocabSize > 1 && values.every((value) => value === values[0]))
    throw wrong(file, `all logits of prompt ${row + 1} are equal, so that nothing is shown`)
}
