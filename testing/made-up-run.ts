import type { NewRun } from '../main/store/run-records'

// For tests of the store: a run that nobody computed.

export const newRun = (): NewRun => ({
  state: 'running',
  method: 'acdc',
  model: '/models/tiny',
  modelName: 'tiny',
  promptsName: 'pairs',
  promptCount: 2,
  metric: 'kl',
  metricSense: 1,
  threshold: 0.1,
  order: 'reference',
  absolute: false,
  direction: 'noising',
  edgesTotal: 110,
  dModel: 16,
  shape: { layers: 2, heads: 4, mlps: true, parallel: false },
  config: null,
  provenance: null,
  owner: 'me',
})

/** The key under which its batch after `seqBefore` is appended. */
export const after = (runId: string, seqBefore: number, owner: string | null = 'me') => ({
  runId,
  owner,
  seqBefore,
})

export const batch = (firstStep: number, edges: number[]) => ({
  decisions: {
    firstStep,
    edge: Int32Array.from(edges),
    metric: Float64Array.from(edges, (edge) => edge / 7),
    delta: Float64Array.from(edges, (edge) => (edge % 2 ? NaN : edge / 3)),
    kept: Uint8Array.from(edges, (edge) => edge % 2),
    reason: Uint8Array.from(edges, () => 2),
  },
  effects: { edge: Int32Array.from(edges), effect: Float64Array.from(edges) },
})
export const counts = { edgesDecided: 3, edgesKept: 2, testsRun: 1, borderline: 0, elapsedMs: 12.5 }
