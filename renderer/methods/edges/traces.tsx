import type { CommonConfig, Site } from '../../../contract'
import { shownNode, shownReceiver, type ComputationalGraph } from '../../../engine/graph'
import { noisingAblation, stageForm, traceForm, type StageForm } from '../../state/stage-form'
import { nodeOfSite, siteTitle, sitesOfEdges } from '../../state/sites'
import { MlpField } from '../../widgets/method-fields'
import type { ConfigOf, TraceStart } from '../method-view'
import { EndField } from './end-field'
import { countMatching, edgesAmong, endLabel, endOfNode } from './ends'
import { endForm } from './form'

const INTO: TraceStart<'edges'> = {
  value: 'into',
  label: 'Into',
  WhatField: ({ graph, onEdgesChange }) =>
    graph && <EndField graph={graph} mode="into" onEdgesChange={onEdgesChange} />,
  HowField: MlpsBetween,
  config: (common, form) => edgesConfig(common, form, { kind: 'into', receiver: endForm.get().receiver }),
  explained: (graph) =>
    `Every sender into ${receiverText(graph)}: the metric when that one edge alone carries the patched value.`,
  action: (graph) => `Trace into ${receiverText(graph)}`,
  list: {
    label: 'Senders',
    title: (graph) => `Senders into ${receiverText(graph)}`,
    size: (graph) => countMatching(graph, { mode: 'into', ...endForm.get() }),
  },
  proposed: (graph) => ({ nodes: [nodeOfReceiver(graph, endForm.get().receiver)] }),
  selectNode: (graph, node) => {
    const receiver = endOfNode(graph, 'into', node, endForm.get().receiver)
    if (receiver) endForm.set({ receiver })
  },
}

const FROM: TraceStart<'edges'> = {
  value: 'from',
  label: 'From',
  WhatField: ({ graph, onEdgesChange }) =>
    graph && <EndField graph={graph} mode="from" onEdgesChange={onEdgesChange} />,
  HowField: MlpsBetween,
  config: (common, form) => edgesConfig(common, form, { kind: 'from', sender: endForm.get().sender }),
  explained: () =>
    `Every receiver of ${senderText()}: the metric when that one edge alone carries the patched value.`,
  action: () => `Trace from ${senderText()}`,
  list: {
    label: 'Receivers',
    title: () => `Receivers of ${senderText()}`,
    size: (graph) => countMatching(graph, { mode: 'from', ...endForm.get() }),
  },
  proposed: () => ({ nodes: [endForm.get().sender] }),
  selectNode: (graph, node) => {
    const sender = endOfNode(graph, 'from', node, endForm.get().sender)
    if (sender) endForm.set({ sender })
  },
}

export const AMONG: TraceStart<'edges'> = {
  value: 'among',
  label: 'Among',
  HowField: MlpsBetween,
  config: (common, form, graph) =>
    edgesConfig(common, form, { kind: 'list', edges: graph ? edgesAmong(graph, form.selected) : [] }),
  explained: () => {
    const ends = [...amongText(stageForm.get().selected), shownNode('input')]
    return `Every edge between ${ends.join(', ')} and the logits, one at a time.`
  },
  action: () => 'Trace among the selection',
  proposed: () => ({ nodes: stageForm.get().selected.flatMap((site) => nodeOfSite(site) ?? []) }),
  list: { label: 'Traced edges', title: () => 'Edges traced' },
}

export const EDGE_TRACES = [INTO, FROM, AMONG] as const

function edgesConfig(
  common: CommonConfig,
  form: StageForm,
  select: ConfigOf<'edges'>['select'],
): ConfigOf<'edges'> {
  const { direction } = form
  const { mlps } = endForm.get()
  return { method: 'edges', ...common, direction, select, mlps, ablation: noisingAblation(form) }
}

/** `9.9`, `MLP 3 (for neuron 3.7)`: edges belong to whole heads and MLPs. */
function amongText(selected: readonly Site[]): string[] {
  const nodes = new Map<string, string[]>()
  for (const site of selected) {
    const node = nodeOfSite(site)
    if (node === null) continue
    const parts = nodes.get(node) ?? []
    nodes.set(node, siteTitle(site) === shownNode(node) ? parts : [...parts, siteTitle(site)])
  }
  return [...nodes].map(
    ([node, parts]) => shownNode(node) + (parts.length > 0 ? ` (for ${parts.join(', ')})` : ''),
  )
}

function nodeOfReceiver(graph: ComputationalGraph, name: string): string {
  return graph.receivers.find((receiver) => receiver.name === name)?.node ?? name
}

function receiverText(graph: ComputationalGraph | null): string {
  const { receiver } = endForm.get()
  return graph ? endLabel(graph, receiver) : shownReceiver(receiver)
}

function senderText(): string {
  return shownNode(endForm.get().sender)
}

function MlpsBetween({ onEdgesChange }: { onEdgesChange: () => void }) {
  const mlps = endForm.use((form) => form.mlps)
  const change = (value: typeof mlps) => {
    endForm.set({ mlps: value })
    onEdgesChange()
  }
  return <MlpField value={mlps} onChange={change} />
}

export function fillEndForm({
  metric,
  direction,
  ablation = 'resample',
  select,
  mlps,
}: ConfigOf<'edges'>): void {
  stageForm.set({ metric, direction, ablation })
  endForm.set({ mlps })
  switch (select.kind) {
    case 'into':
      endForm.set({ receiver: select.receiver })
      return traceForm.set({ traceMode: INTO.value })
    case 'from':
      endForm.set({ sender: select.sender })
      return traceForm.set({ traceMode: FROM.value })
    case 'list':
      stageForm.set({ selected: sitesOfEdges(select.edges) })
      return traceForm.set({ traceMode: AMONG.value })
  }
}
