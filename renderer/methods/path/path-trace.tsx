import { TextInput } from '@mantine/core'
import { pathNameOf, type ComputationalGraph } from '../../../engine/graph'
import { noisingAblation } from '../../state/stage-form'
import styles from './path-trace.module.css'
import type { TraceStart } from '../method-view'
import { pathForm } from './form'
import { nodesOfPath, pathWithNode } from './path-by-clicks'
import { pathEdges } from './path-edges'

export const PATH_TRACE: TraceStart<'path'> = {
  value: 'path',
  label: 'Path',
  WhatField: PathField,
  problem,
  config: (common, form) => ({
    method: 'path',
    ...common,
    direction: form.direction,
    path: pathNameOf(pathForm.get().path),
    ablation: noisingAblation(form),
  }),
  explained: () =>
    'A chain of edges: the patched value travels along this chain only. A further click on a head takes its keys, then its values, then leaves it out.',
  action: () => 'Trace this path',
  proposed: (graph) => {
    const { path } = pathForm.get()
    const found = pathEdges(graph, path)
    return { nodes: nodesOfPath(path), edges: 'edges' in found ? found.edges : [] }
  },
  addsByClick: true,
  selectNode: (graph, node) => pathForm.set({ path: pathWithNode(graph, pathForm.get().path, node) }),
}

function problem(graph: ComputationalGraph): string | null {
  const { length } = nodesOfPath(pathForm.get().path)
  if (length === 0)
    return 'Click the nodes of the path in the picture, or type it, for example logits ← 1.2.q ← 0.1.'
  if (length === 1) return 'Click a second node: a path is a sender and receivers.'
  const found = pathEdges(graph, pathForm.get().path)
  return 'problem' in found ? found.problem : null
}

function PathField({ graph }: { graph: ComputationalGraph | null }) {
  const path = pathForm.use((form) => form.path)
  return (
    <TextInput
      className={styles.path}
      size="xs"
      aria-label="Path"
      placeholder="logits ← 1.2.q ← 0.1"
      spellCheck={false}
      error={path !== '' && graph !== null && problem(graph) !== null}
      value={path}
      onChange={(event) => pathForm.set({ path: event.currentTarget.value })}
    />
  )
}
