import { basename } from 'node:path'
import { withFile } from '../read-file'
import type { OnnxGraph } from './onnx-graph'
import { flatten } from './reading/flat-graph'
import { foldConstants } from './reading/folded-constants'
import { readModelProto } from './reading/model-proto'
import { inOrder } from './reading/ordered-nodes'
import { refuseOtherFormats } from './reading/other-formats'
import { WireFile } from './reading/wire-format'

/**
 * The graph of an .onnx file. The weights stay where they are, in the file or beside it: memory and time go by what else
 * is in it.
 * @throws PatchbayError (bad-input), naming file and tensor or node: no ONNX file, cut off, damaged, larger than models
 * are; values that are in no file, or in one that is missing or too short.
 */
export function readOnnx(path: string): OnnxGraph {
  return withFile(path, (fd, sizeBytes) => {
    const file = new WireFile(fd, sizeBytes, path)
    refuseOtherFormats(file)
    const model = readModelProto(file)
    const { producer, opsets } = model
    const flat = flatten(model, file)
    const { inputs, outputs, nodes, arrays } = foldConstants({ ...flat, nodes: inOrder(flat.nodes, file) })
    const files = [...arrays.values()].flatMap(({ stored }) =>
      'filePath' in stored ? [stored.filePath] : [],
    )
    const dataFiles = [...new Set(files)].filter((one) => one !== path).sort()
    return { path, fileName: basename(path), producer, opsets, inputs, outputs, nodes, arrays, dataFiles }
  })
}
