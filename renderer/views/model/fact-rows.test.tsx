import { describe, expect, it } from 'vitest'
import type { ModelInfo } from '../../../contract'
import { seen } from '../../../testing/rendered-text'
import { Facts } from '../../widgets/panes'
import { factsOf } from './fact-rows'

const MODEL: ModelInfo = {
  path: 'Qwen/Qwen2.5-0.5B',
  name: 'Qwen2.5-0.5B',
  stamp: 'made at noon',
  identity: { modelHash: '0123456789abcdef', modelHashes: { configAndWeights: '0', files: {} } },
  architecture: 'qwen2',
  shape: { layers: 24, heads: 14, mlps: true, parallel: false },
  ...{ kvHeads: 2, dModel: 896, dHead: 64, dMlp: 4864, vocabSize: 151_936, contextLength: 32_768 },
  ...{ parameterCount: 494_032_768, edgeCount: 179_749, senderCount: 361, receiverCount: 1033 },
  tokenizer: null,
  weights: { format: 'safetensors', dtypes: ['BF16'], bytes: 988_065_536, fileCount: 1, quantised: null },
  licence: 'apache-2.0',
  referenceHash: null,
  source: { repo: 'Qwen/Qwen2.5-0.5B', commit: '060db6499f32faf8b98477b0a26969ef7d8b9987' },
  warnings: [],
}
const factsShown = (changes: Partial<ModelInfo> = {}) =>
  seen(<Facts facts={factsOf({ ...MODEL, ...changes })} />).facts

describe('the facts of a model', () => {
  it('say how its weights are stored, what they take in memory, and where it is from', () => {
    const facts = factsShown()
    expect(facts.get('Weights')).toBe('BF16, 988 MB')
    expect(facts.get('In memory')).toBe('up to 1.98 GB')
    expect(facts.get('Edges')).toBe('179,749')
    expect(facts.get('Licence')).toBe('apache-2.0')
    expect(facts.get('From')).toBe('Qwen/Qwen2.5-0.5B @ 060db64')
    expect(facts.get('Hash')).toBe('0123456789ab')
  })

  it('name quantised weights as such', () => {
    const weights = { ...MODEL.weights, dtypes: ['I4', 'F16', 'F32'], quantised: 'int4 in blocks of 32' }
    expect(factsShown({ weights }).get('Weights')).toBe('I4, F16, 988 MB, quantised')
  })

  it('leave out what nothing says, and say that the hash is still being computed', () => {
    const facts = factsShown({ licence: null, source: null, identity: null })
    expect([facts.has('Licence'), facts.has('From')]).toEqual([false, false])
    expect(facts.get('Hash')).toBe('the weights are being read…')
  })
})
