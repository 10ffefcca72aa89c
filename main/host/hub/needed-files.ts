import { ONNX_MODEL_NAMES, shownNames } from '../../../contract'

/** A file of a repository at one commit. */
export interface RepositoryFile {
  path: string
  bytes: number
  /** Its name among the blobs of the cache: what its bytes must hash to. */
  hash: FileHash
}

/** As the hub gives it: of large files their sha256, of others git's id of a blob, which is a sha1. */
export interface FileHash {
  kind: 'sha256' | 'git-sha1'
  hex: string
}

/** Which files of a repository make a model that opens. */
export interface NeededFiles {
  files: RepositoryFile[]
  notes: string[]
  /** Why there is no such model; null where there is one. */
  problem: string | null
}

/** Which of several files each weight is in. */
export const INDEX = 'model.safetensors.index.json'
const WEIGHTS = 'model.safetensors'
/** What decides the numbers and how texts are read; nothing else of a repository is. */
const SMALL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.json',
  'merges.txt',
  'special_tokens_map.json',
  'added_tokens.json',
  'tokenizer.model',
  'reference-logits.json',
]
/** Read only where there is no tokenizer.json. */
const OLDER_TOKENIZER = [
  'vocab.json',
  'merges.txt',
  'special_tokens_map.json',
  'added_tokens.json',
  'tokenizer.model',
]
const WITHOUT_TEXTS = 'There is no tokenizer.json: prompts and answers must be token ids.'
const OTHER_WEIGHTS = /\.(bin|pt|pth|gguf|h5|msgpack|ckpt|npz|ot)$/

/**
 * The files to fetch, the weights last: safetensors where there are any, else an .onnx export. `shards` has the files
 * that the index of a model in several parts names.
 */
export function neededFiles(files: RepositoryFile[], shards: readonly string[] | null): NeededFiles {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const { paths, notes, problem } = weightsOf([...byPath.keys()].sort(), shards)
  const absent = paths.find((path) => !byPath.has(path))
  const small = smallFiles(paths.at(-1) ?? '', byPath)
  const chosen = [...small, ...(absent === undefined ? paths : [])].map((path) => byPath.get(path)!)
  const why = absent === undefined ? problem : `${INDEX} names ${absent}, which the repository lacks`
  const missing = why ?? (byPath.has('config.json') || isOnnx(paths) ? null : 'it has no config.json')
  const readsTexts = small.some((path) => /(^|\/)(tokenizer|vocab)\.json$/.test(path))
  return { files: chosen, notes: readsTexts ? notes : [...notes, WITHOUT_TEXTS], problem: missing }
}

/** Settings and tokenizer: beside the weights, or for a folder `onnx` without its own config.json above it. */
function smallFiles(weights: string, files: ReadonlyMap<string, unknown>): string[] {
  const own = weights.includes('/') ? weights.slice(0, weights.lastIndexOf('/') + 1) : ''
  const folder = files.has(`${own}config.json`) ? own : ''
  const read = SMALL_FILES.filter(
    (name) => !OLDER_TOKENIZER.includes(name) || !files.has(`${folder}tokenizer.json`),
  )
  const paths = [...read.map((name) => folder + name), `${own}genai_config.json`]
  return [...new Set(paths)].filter((path) => files.has(path))
}

interface Weights {
  paths: string[]
  notes: string[]
  problem: string | null
}

const isOnnx = (paths: string[]) => paths.some((path) => path.endsWith('.onnx'))

function weightsOf(paths: string[], shards: readonly string[] | null): Weights {
  if (paths.includes(WEIGHTS)) return found([WEIGHTS])
  if (paths.includes(INDEX)) return found([...new Set(shards ?? [])].sort().concat(INDEX))
  const single = paths.filter((path) => !path.includes('/') && path.endsWith('.safetensors'))
  if (single.length === 1) return found(single)
  if (single.length > 1)
    return none(`it has several .safetensors files (${shownNames(single)}) and no ${INDEX}`)
  return onnxOf(paths)
}

function onnxOf(paths: string[]): Weights {
  const exports = paths.filter((path) => /^(onnx\/)?[^/]+\.onnx$/.test(path))
  const candidates = [
    ...ONNX_MODEL_NAMES,
    ...exports.filter((path) => !path.includes('/')),
    ...ONNX_MODEL_NAMES.map((name) => `onnx/${name}`),
    ...exports,
  ]
  const chosen = candidates.find((path) => exports.includes(path))
  if (chosen === undefined) return none(withoutWeights(paths))
  const notes = [`There are no safetensors files: the ONNX export ${chosen} is fetched.`]
  return { paths: [...externalData(chosen, paths), chosen], notes, problem: null }
}

/** Weights that an .onnx file has outside itself, by the names that exporters give them. */
function externalData(file: string, paths: string[]): string[] {
  const stem = file.slice(0, -'.onnx'.length)
  return paths.filter((path) => {
    return path.startsWith(`${file}_data`) || path.startsWith(`${file}.data`) || path === `${stem}.data`
  })
}

function withoutWeights(paths: string[]): string {
  const [deeper] = paths.filter((path) => /\.(safetensors|onnx)$/.test(path))
  if (deeper !== undefined)
    return `its weights are in folders of their own (${deeper}); fetch the one you want and open it`
  const others = paths.filter((path) => OTHER_WEIGHTS.test(path))
  const instead = others.length === 0 ? '' : `, only ${shownNames(others.slice(0, 3))}`
  return `it has neither .safetensors nor .onnx files${instead}`
}

const found = (paths: string[]): Weights => ({ paths, notes: [], problem: null })
const none = (problem: string): Weights => ({ paths: [], notes: [], problem })
