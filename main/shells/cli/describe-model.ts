import {
  ARCHITECTURE_TITLES,
  bytesText,
  certificateRecord,
  checkedModel,
  CERTIFICATE_TITLES,
  numberText,
  OUTCOME_WORDS,
  verdictText,
} from '../../../contract'
import type { Certificate, ModelInfo, WeightsInfo } from '../../../contract'
import { certificateOf } from '../../host/files/certificate-of'
import { ModelShelf } from '../../host/files/model-shelf'
import { countConvention } from '../../host/runs/provenance'
import { resolveModelPath } from '../../host/files/model-path'
import { ReadingThreads } from '../../host/files/reading/reading-threads'
import { modelPath } from './model-path'
import { print } from '../streams'
import { printJson, printNotes } from './output/print'

/** `patchbay model`: what a model is, without remembering it. */
export async function modelCommand(typed: string, { json, certificate }: ModelOptions): Promise<void> {
  const path = modelPath(typed)
  const shelf = new ModelShelf(new ReadingThreads())
  const opened = await shelf.open(path)
  printNotes(opened.warnings)
  const info = certificate ? await shelf.identified(opened) : opened
  const made = certificate ? await certificateNow(path) : null
  if (json) return printJson({ ...recordOf(info), ...(made && { certificate: certificateRecord(made) }) })
  await print([describeModel(info), ...(made ? certificateLines(made) : [])].join('\n'))
}

/** As scripts have it: its hashes beside its other facts. */
function recordOf({ identity, stamp: _ofThisMachine, ...facts }: ModelInfo) {
  return { ...facts, hash: identity?.modelHash ?? null, hashes: identity?.modelHashes ?? null }
}

interface ModelOptions {
  json?: boolean
  certificate: boolean
}

/** Checked now, whatever the store has: nothing is remembered either. */
async function certificateNow(path: string): Promise<Certificate> {
  const { certify, defaultThreads, openModel, resultOf } = await import('../../../engine/host')
  const model = await openModel(resolveModelPath(path))
  const { referenceHash } = model.info
  const checked = checkedModel({ identity: await model.identify(), referenceHash })
  return certificateOf(checked, await resultOf(certify(model, defaultThreads())))
}

function certificateLines(certificate: Certificate): string[] {
  const said = new Set<string>() // where the weights cannot be loaded, no item can be checked, all for one reason
  const lines = certificate.items.map(({ name, outcome, difference, tolerance, detail }) => {
    // The sentence of a failed check has its figures.
    const hasFigures = difference !== null && outcome === 'passed'
    const figures = !hasFigures ? '' : ` (off by ${numberText(difference)}, at most ${numberText(tolerance)})`
    const why = said.has(detail) ? 'for the same reason.' : detail
    said.add(detail)
    return `  ${OUTCOME_WORDS[outcome].padEnd(11)}  ${CERTIFICATE_TITLES[name]}${figures}: ${why}`
  })
  return [verdictText(certificate), ...lines]
}

function describeModel(info: ModelInfo): string {
  const { shape, tokenizer } = info
  const kvHeads = info.kvHeads === shape.heads ? '' : ` (${info.kvHeads} key/value heads)`
  const mlps = info.dMlp === null ? 'no MLPs' : `MLPs of width ${info.dMlp}`
  return [
    `${info.name}: ${ARCHITECTURE_TITLES[info.architecture]}, ${shape.layers} layers of ${shape.heads} heads${kvHeads}, ${mlps}`,
    `d_model ${info.dModel}, d_head ${info.dHead}, vocabulary ${info.vocabSize}, context ${info.contextLength}, ${info.parameterCount.toLocaleString('en-US')} parameters`,
    `tokenizer: ${tokenizer ? `${tokenizer.kind}, ${tokenizer.bos ? `BOS "${tokenizer.bos.text}"` : 'no BOS'}` : 'none'}`,
    `graph: ${info.senderCount} senders, ${info.receiverCount} receivers, ${countConvention(info.edgeCount)}`,
    `weights: ${weightsText(info.weights)}`,
    ...(info.licence === null ? [] : [`licence: ${info.licence}`]),
    ...(info.source === null ? [] : [`from: ${info.source.repo}, commit ${info.source.commit}`]),
    `hash: ${info.identity?.modelHash ?? 'known once the weights were read, as for the certificate'}`,
  ].join('\n')
}

/** `BF16 and F32, 990 MB in 2 .safetensors files` */
function weightsText({ format, dtypes, bytes, fileCount, quantised }: WeightsInfo): string {
  const files = `${fileCount} .${format} ${fileCount === 1 ? 'file' : 'files'}`
  const how = quantised === null ? '' : `; quantised: ${quantised}`
  return `${dtypes.join(' and ')}, ${bytesText(bytes)} in ${files}${how}`
}
