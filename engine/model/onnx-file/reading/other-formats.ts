import type { WireFile } from './wire-format'

/** What files that are mistaken for ONNX begin with; `at`: from this byte on. */
const OTHER_FORMATS: { start: string; at?: number; what: string }[] = [
  {
    start: 'version https://git-lfs',
    what: 'this is a Git LFS pointer, not the model; fetch it with "git lfs pull"',
  },
  { start: '<', what: 'this is a web page; download the file itself' },
  {
    start: 'ORTM',
    at: 4,
    what: "this is a file in ONNX Runtime's own format; open the .onnx file it was made from",
  },
  { start: 'PK\x03\x04', what: 'this is a zip archive; unpack it, and open the .onnx file in it' },
  { start: 'GGUF', what: 'this is a GGUF file; open the original model as safetensors' },
]

/** @throws PatchbayError (bad-input) where the file is empty, or shows by its first bytes that it is of another format. */
export function refuseOtherFormats(file: WireFile): void {
  if (file.sizeBytes === 0) throw file.refused('the file is empty; download or export it again')
  const start = Buffer.from(file.bytes({ begin: 0, end: Math.min(32, file.sizeBytes) })).toString('latin1')
  const other = OTHER_FORMATS.find((one) => start.startsWith(one.start, one.at ?? 0))
  if (other) throw file.refused(other.what)
}
