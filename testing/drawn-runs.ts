import type { RunDetail } from '../contract'
import { buildGraph, type GraphShape } from '../engine/graph'
import { runSummary } from './run-summary'

/** What people may call a model, a set of prompts or a run, and strangers' files too. */
export const HOSTILE_NAME = `</title><script>alert('1')</script> & "quoted" \\ ]]> \u0000\u0007 \ud800 模型`

/** A finished run in which every nth edge was kept, with effects of both signs; nothing computed it. */
export function drawnRun(shape: GraphShape, every: number, name = 'Run 3'): RunDetail {
  const { edgeCount } = buildGraph(shape)
  const edges = Int32Array.from({ length: edgeCount }, (_, edge) => edge)
  const isKept = (edge: number) => every > 0 && edge % every === 0
  const kept = edges.filter(isKept)
  return {
    summary: runSummary(3, {
      name,
      modelName: name,
      promptsName: name,
      edgesTotal: edgeCount,
      edgesDecided: edgeCount,
      edgesKept: kept.length,
      faithfulness: 0.9,
    }),
    config: null,
    shape,
    metricSense: 1,
    provenance: null,
    certificate: null,
    settings: [],
    measurements: null,
    decisions: {
      firstStep: 0,
      edge: edges,
      metric: Float64Array.from(edges, (edge) => edge / edgeCount),
      delta: Float64Array.from(edges, (edge) => (isKept(edge) ? 0.1 : 0.001)),
      kept: Uint8Array.from(edges, (edge) => (isKept(edge) ? 1 : 0)),
      reason: Uint8Array.from(edges, (edge) => (isKept(edge) ? 1 : 0)),
    },
    effects: { edge: kept, effect: Float64Array.from(kept, (edge, row) => (row % 3 ? 1 : -1) / (1 + edge)) },
    scores: null,
    seq: 0,
    progress: null,
  }
}

export const TINY_SHAPE: GraphShape = { layers: 2, heads: 4, mlps: true, parallel: false }
/** That of GPT-2 small: 32,491 edges. */
export const GPT2_SHAPE: GraphShape = { layers: 12, heads: 12, mlps: true, parallel: false }
