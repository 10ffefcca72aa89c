import { TextInput } from '@mantine/core'
import type { ComputationalGraph } from '../../../engine/graph'
import { noisingAblation } from '../../state/stage-form'
import styles from './path-trace.module.css'
import type { TraceStart } from '../method-view'
import { pathForm } from './form'
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
    path: pathForm.get().path.replaceAll(' ', ''),
    ablation: noisingAblation(form),
  }),
  explained: () => 'A chain of edges: the patched value travels along this chain only.',
}

function problem(graph: ComputationalGraph): string | null {
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
      placeholder="a0.h1->a1.h2<q>->logits"
      spellCheck={false}
      error={path !== '' && graph !== null && problem(graph) !== null}
      value={path}
      onChange={(event) => pathForm.set({ path: event.currentTarget.value })}
    />
  )
}
