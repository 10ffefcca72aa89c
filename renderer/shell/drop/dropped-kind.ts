/** What a dropped file is, and so what is done with it. */
export type DroppedKind = 'model' | 'prompts' | 'circuit' | 'unknown'

const MODEL_FILE = /\.(safetensors|onnx|bin|pt|pth|gguf|index\.json)$/i
const PROMPT_FILE = /\.(jsonl|ndjson|csv|tsv|txt|xlsx|parquet|gz)$/i

/** Enough to see the keys of a file of any size. */
export const SNIFFED_BYTES = 65_536

/** By its name, and of JSON, which may be anything, by what it begins with. */
export function kindOfFile(name: string, beginning: string): DroppedKind {
  if (MODEL_FILE.test(name)) return 'model'
  if (PROMPT_FILE.test(name)) return 'prompts'
  if (!/\.json$/i.test(name)) return 'unknown'
  if (/"cfg"\s*:\s*\{/.test(beginning)) return 'circuit'
  if (/"(architectures|model_type)"\s*:/.test(beginning)) return 'model'
  return 'prompts'
}

/** What is known of a thing while it is held above the window: `type` is its MIME type. */
export interface HeldItem {
  kind: string
  type: string
}

/** Says what a drop will do, as far as the browser shows it before. */
export function dropText(items: readonly HeldItem[]): string {
  const files = items.filter(({ kind }) => kind === 'file')
  if (files.length === 0) return 'Drop a model’s folder or file to open it'
  const types = new Set(files.map(({ type }) => type))
  const [type] = types
  if (types.size > 1) return 'Drop to open each of these files'
  if (type === 'application/json') return 'Drop to import a circuit, or to open prompts as a new set'
  if (/csv|tab-separated|spreadsheet|plain|gzip/.test(type)) return 'Drop to open these prompts as a new set'
  if (type === '') return 'Drop a model’s folder or file to open it, or a file of prompts or a circuit'
  return 'Patchbay opens models, prompts and circuits: this seems to be none of them'
}

/** Why nothing was done with a file. */
export function unknownText(name: string): string {
  return `“${name}” is not a file that Patchbay opens. Drop a model (its folder, .safetensors or .onnx), prompts (.json, .jsonl, .csv, .tsv, .txt, .xlsx or .parquet) or a circuit (.json).`
}
