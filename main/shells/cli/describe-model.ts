import type { ModelInfo } from '../../../contract'
import { ModelShelf } from '../../host/files/model-shelf'
import { countConvention } from '../../host/runs/provenance'
import { ReadingThreads } from '../../host/files/reading/reading-threads'
import { modelPath } from './model-path'
import { print } from '../streams'
import { printJson, printNotes } from './output/print'

/** `patchbay model`: what a model is, without remembering it. */
export async function modelCommand(typed: string, options: { json?: boolean }): Promise<void> {
  const info = await new ModelShelf(new ReadingThreads()).open(modelPath(typed))
  printNotes(info.warnings)
  await (options.json ? printJson(info) : print(describeModel(info)))
}

function describeModel(info: ModelInfo): string {
  const { shape, tokenizer } = info
  const kvHeads = info.kvHeads === shape.heads ? '' : ` (${info.kvHeads} key/value heads)`
  const mlps = info.dMlp === null ? 'no MLPs' : `MLPs of width ${info.dMlp}`
  return [
    `${info.name}: ${info.architecture}, ${shape.layers} layers of ${shape.heads} heads${kvHeads}, ${mlps}`,
    `d_model ${info.dModel}, d_head ${info.dHead}, vocabulary ${info.vocabSize}, context ${info.contextLength}, ${info.parameterCount.toLocaleString('en-US')} parameters`,
    `tokenizer: ${tokenizer ? `${tokenizer.kind}, ${tokenizer.bos ? `BOS "${tokenizer.bos.text}"` : 'no BOS'}` : 'none'}`,
    `graph: ${info.senderCount} senders, ${info.receiverCount} receivers, ${countConvention(info.edgeCount)}`,
    `hash: ${info.hash}`,
  ].join('\n')
}
