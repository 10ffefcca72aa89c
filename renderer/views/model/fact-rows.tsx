import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  ARCHITECTURE_TITLES,
  type HubSource,
  type ModelInfo,
  type TokenizerInfo,
  type WeightsInfo,
} from '../../../contract'
import { formatBytes, formatCount, formatMagnitude, formatPlural } from '../../widgets/format'
import styles from './fact-rows.module.css'

/** What the Model view says of the open model. */
export function factsOf(model: ModelInfo): [string, ReactNode][] {
  const { shape } = model
  return [
    ['Architecture', ARCHITECTURE_TITLES[model.architecture] + (shape.parallel ? ', parallel blocks' : '')],
    ['Layers × heads', `${shape.layers} × ${shape.heads}`],
    ['KV heads', model.kvHeads === shape.heads ? String(model.kvHeads) : `${model.kvHeads}, grouped-query`],
    ['Widths', widths(model)],
    [
      'Parameters',
      <Explained label={formatCount(model.parameterCount)}>
        {formatMagnitude(model.parameterCount)}
      </Explained>,
    ],
    ['Vocabulary', formatCount(model.vocabSize)],
    ['Context', `${formatCount(model.contextLength)} tokens`],
    ['Edges', <Explained label={countConvention(model)}>{formatCount(model.edgeCount)}</Explained>],
    ['Weights', <Explained label={filesText(model.weights)}>{weightsText(model.weights)}</Explained>],
    [
      'In memory',
      <Explained label={IN_MEMORY}>up to {formatBytes(F32_BYTES * model.parameterCount)}</Explained>,
    ],
    ['Tokenizer', model.tokenizer ? model.tokenizer.kind : 'none: prompts are token ids'],
    ['BOS', model.tokenizer && bosOf(model.tokenizer)],
    ['Licence', model.licence],
    [
      'From',
      model.source && (
        <Explained label={`Commit ${model.source.commit}`}>{sourceText(model.source)}</Explained>
      ),
    ],
    ['Hash', <ModelHash hash={model.identity?.modelHash ?? null} />],
  ]
}

/** `BF16, 988 MB` */
function weightsText({ dtypes, bytes, quantised }: WeightsInfo): string {
  return [...dtypes.slice(0, 2), formatBytes(bytes), quantised && 'quantised'].filter(Boolean).join(', ')
}

/** Everything is computed in f32, whatever the file holds. */
const F32_BYTES = 4
const IN_MEMORY =
  'Everything is computed in f32, whatever the file holds. Weights that memory has no room for stay in their file and are read layer by layer. Each form shows what its run needs.'

function filesText({ fileCount, format, quantised }: WeightsInfo): string {
  const where = `In ${formatPlural(fileCount, `${FORMATS[format]} file`)}`
  return quantised === null ? `${where}.` : `${where}, quantised: ${quantised}.`
}

const FORMATS: Record<WeightsInfo['format'], string> = { safetensors: '.safetensors', onnx: '.onnx' }

function sourceText({ repo, commit }: HubSource): string {
  return `${repo} @ ${commit.slice(0, 7)}`
}

function widths({ dModel, dHead, dMlp }: ModelInfo): string {
  return `model ${dModel}, head ${dHead}${dMlp === null ? '' : `, MLP ${formatCount(dMlp)}`}`
}

/** States the counting convention, because other tools count differently. */
function countConvention({ edgeCount, senderCount, receiverCount }: ModelInfo): string {
  return (
    `${formatCount(edgeCount)} edges from ${formatCount(senderCount)} senders (embedding, heads, MLPs) to ` +
    `${formatCount(receiverCount)} receivers (the q, k and v input of each head, MLPs, logits), earlier to later only. ` +
    'As in EAP, EAP-IG, AutoCircuit and MIB; the ACDC paper also counts direct edges inside each head.'
  )
}

function bosOf({ bos, addsBos }: TokenizerInfo): string {
  if (!bos) return 'none'
  return `${bos.text} (${bos.id}), ${addsBos ? 'added before every text' : 'not added automatically'}`
}

function Explained({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Tooltip label={label} events={{ hover: true, focus: true, touch: true }}>
      <span className={styles.explained} tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  )
}

function ModelHash({ hash }: { hash: string | null }) {
  if (hash === null) return <span className="dim">the weights are being read…</span>
  return (
    <span className={styles.hash}>
      <span title={hash}>{hash.slice(0, 12)}</span>
      <CopyButton value={hash}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={copied ? 'Copied' : 'Copy hash'}
            onClick={copy}
          >
            {copied ? <Check size={12} /> : <Copy size={12} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  )
}
