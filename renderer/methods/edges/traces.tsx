import type { CommonConfig } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import { noisingAblation, stageForm, traceForm, type StageForm } from '../../state/stage-form'
import { nodeOfSite, sitesOfEdges } from '../../state/sites'
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
    `Every receiver of ${endForm.get().sender}: the metric when that one edge alone carries the patched value.`,
  action: () => `Trace from ${endForm.get().sender}`,
  list: {
    label: 'Receivers',
    title: () => `Receivers of ${endForm.get().sender}`,
    size: (graph) => countMatching(graph, { mode: 'from', ...endForm.get() }),
  },
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
    const nodes = [...new Set(stageForm.get().selected.map(nodeOfSite))].filter((node) => node !== null)
    return `Every edge between ${[...nodes, 'the embedding'].join(', ')} and the logits, one at a time.`
  },
  action: () => 'Trace among the selection',
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

function receiverText(graph: ComputationalGraph | null): string {
  const { receiver } = endForm.get()
  return graph ? endLabel(graph, receiver) : receiver
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
