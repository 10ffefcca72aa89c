import { ActionIcon, Button, CopyButton, Loader, Tooltip } from '@mantine/core'
import { ArrowRight, Check, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { ARCHITECTURE_TITLES, type ModelInfo, type TokenizerInfo } from '../../../contract'
import { showView, useWorkbench } from '../../state/workbench'
import { formatCount, formatMagnitude } from '../../widgets/format'
import { LongText } from '../../widgets/long-text'
import { Note } from '../../widgets/note'
import { Facts } from '../../widgets/panes'
import { CertificateCard } from './certificate-card'
import styles from './model-facts.module.css'
import { ShapePicture } from './shape-picture'

/** Facts about the open model, with a picture of its graph's nodes. */
export function ModelFacts() {
  const model = useWorkbench((state) => state.model)
  const opening = useWorkbench((state) => state.opening)
  if (!model) {
    return (
      <aside className={styles.facts} aria-label="Open model">
        <div className={styles.factsBody}>
          <p className="dim">
            {opening ? <Loader size="xs" aria-label="Opening the model" /> : 'No model is open.'}
          </p>
        </div>
      </aside>
    )
  }
  return (
    <aside className={styles.facts} aria-label="Open model" aria-busy={opening !== null}>
      <header className={styles.factsHead}>
        <h2 className={styles.factsName}>{model.name}</h2>
        <p className={styles.factsPath}>{model.path}</p>
      </header>
      <div className={styles.factsBody}>
        <ShapePicture model={model} />
        {model.warnings.map((warning) => (
          <Note key={warning} tone="warning">
            <LongText text={warning} />
          </Note>
        ))}
        <CertificateCard model={model} />
        <Facts facts={factsOf(model)} />
        <div className={styles.next}>
          <Button
            variant="default"
            rightSection={<ArrowRight size={14} />}
            onClick={() => showView('dataset')}
          >
            Enter prompts
          </Button>
        </div>
      </div>
    </aside>
  )
}

function factsOf(model: ModelInfo): [string, ReactNode][] {
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
    ['Tokenizer', model.tokenizer ? model.tokenizer.kind : 'none: prompts are token ids'],
    ['BOS', model.tokenizer && bosOf(model.tokenizer)],
    ['Hash', <ModelHash hash={model.identity?.modelHash ?? null} />],
  ]
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
