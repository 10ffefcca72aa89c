import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { FIXTURES } from './fixtures'
import { temporaryFolder } from './model-folder'

/** Exports of tiny random models, by several exporters and optimisers, each packed in a folder of its own. */
export const EXPORTED_MODELS = path.join(FIXTURES, 'onnx')

/** The file of one of them in a copy of its folder. */
export function unpackedExport(name: string): string {
  const folder = temporaryFolder()
  cpSync(path.join(EXPORTED_MODELS, name), folder, { recursive: true })
  const [packed, file] = ['model.onnx.gz', 'model.onnx'].map((one) => path.join(folder, one))
  writeFileSync(file, gunzipSync(readFileSync(packed)))
  rmSync(packed)
  return file
}
