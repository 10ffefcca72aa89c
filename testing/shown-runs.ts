import type { ModelInfo, PromptSet, RunDetail } from '../contract'

const shape = { layers: 1, heads: 2, mlps: false, parallel: false }
export const prompts: PromptSet = {
  name: 'of the run',
  bos: 'tokenizer',
  rows: [{ clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: ['d'] }],
}

export function modelOf(name: string): ModelInfo {
  const modelHash = `hash of ${name}`
  return {
    path: `/${name}`,
    name,
    stamp: `files of ${name}`,
    identity: { modelHash, modelHashes: { configAndWeights: modelHash, files: {} } },
    shape,
    tokenizer: {},
  } as unknown as ModelInfo
}

export function runOf(id: string, model: string, method: 'acdc' | 'edges' = 'acdc'): RunDetail {
  const own = {
    method,
    model: `/${model}`,
    prompts,
    metric: 'nll',
    threshold: 0.5,
    order: 'reference',
    absolute: false,
  }
  const edges = { direction: 'denoising', select: { kind: 'into', receiver: 'logits' }, mlps: 'frozen' }
  const columns = { edge: new Int32Array(), effect: new Float64Array() }
  const none = new Float64Array()
  return {
    summary: { id, method, model: `/${model}`, modelName: model, state: 'done', number: 1, name: 'Run 1' },
    config: { ...own, ...(method === 'edges' && edges) },
    shape,
    metricSense: 1,
    provenance: { modelHash: `hash of ${model}` },
    decisions: {
      firstStep: 0,
      ...columns,
      metric: none,
      delta: none,
      kept: new Uint8Array(),
      reason: new Uint8Array(),
    },
    effects: columns,
    scores: null,
    seq: 0,
    progress: null,
  } as unknown as RunDetail
}
