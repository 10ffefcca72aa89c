import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isComplete, verdictOf, verdictText, type CertificateItem } from '../../../contract'
import { FIXTURES } from '../../../testing/fixtures'
import { copyModel, readSafetensorsParts, safetensorsBytes } from '../../../testing/model-folder'
import { architectureNames } from '../../../testing/reference-tasks'
import { resultOf } from '../../experiment/progress'
import { openModel } from '../../model'
import { certify } from './certificate'

type Named = Record<CertificateItem['name'], CertificateItem>

const itemsOf = async (folder: string) => resultOf(certify(await openModel(folder), 1))
const named = (items: CertificateItem[]) =>
  Object.fromEntries(items.map((item) => [item.name, item])) as Named
const failures = (items: CertificateItem[]) =>
  items.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)

/** A copy of a fixture with its reference logits beside it. */
function referenced(
  fixture: string,
  configChanges: Record<string, unknown> = {},
  references = fixture,
): string {
  const folder = copyModel(`architectures/${fixture}`, configChanges)
  for (const name of ['data.json', 'ref.json'])
    copyFileSync(path.join(FIXTURES, 'architectures', references, name), path.join(folder, name))
  return folder
}

function changeWeights(folder: string, tensor: string, change: (values: Float32Array) => void): void {
  const file = path.join(folder, 'model.safetensors')
  const { header, data } = readSafetensorsParts(file)
  const [from, to] = header[tensor].data_offsets
  const values = new Float32Array(new Uint8Array(data.subarray(from, to)).buffer)
  change(values)
  data.set(new Uint8Array(values.buffer), from)
  const bytes = safetensorsBytes(header)
  writeFileSync(file, Buffer.concat([bytes, data]))
}

describe('a model with reference logits beside it is certified', () => {
  it.each(architectureNames())('%s', async (name) => {
    const items = await itemsOf(path.join(FIXTURES, 'architectures', name))
    expect(failures(items)).toEqual([])
    expect(verdictText({ items })).toBe(
      'Model certified: its logits are those of the reference beside the weights.',
    )
  })
})

describe('a model without is checked', () => {
  const names = ['attn-only-2l', 'gpt2-tiny', 'llama-tiny', 'neox-tiny', 'tracr-reverse']
  it.each(names)('%s', async (name) => {
    const items = await itemsOf(path.join(FIXTURES, name))
    expect(failures(items)).toEqual([])
    expect(verdictText({ items })).toBe('Model checked against itself; no reference logits at hand.')
  })

  it('and the same again, to the last bit', async () => {
    const folder = path.join(FIXTURES, 'gpt2-tiny')
    expect(await itemsOf(folder)).toEqual(await itemsOf(folder))
  })

  it('however small its vocabulary and its context', async () => {
    const folder = copyModel('gpt2-tiny')
    const { header } = readSafetensorsParts(path.join(folder, 'model.safetensors'))
    const positions = Object.keys(header).find((tensor) => tensor.endsWith('wpe.weight'))!
    const tokens = Object.keys(header).find((tensor) => tensor.endsWith('wte.weight'))!
    for (const [vocabulary, context] of [
      [2, 1],
      [8, 8],
    ]) {
      const small = copyModel('gpt2-tiny', { vocab_size: vocabulary, n_positions: context, n_ctx: context })
      cutRows(small, { [tokens]: vocabulary, [positions]: context })
      expect(failures(await itemsOf(small))).toEqual([])
    }
  })
})

/** Keeps the first rows of some tensors. */
function cutRows(folder: string, rows: Record<string, number>): void {
  const file = path.join(folder, 'model.safetensors')
  const { header, data } = readSafetensorsParts(file)
  const parts: Buffer[] = []
  let at = 0
  for (const [name, { shape, data_offsets: offsets }] of Object.entries(header)) {
    const bytes = rows[name]
      ? (4 * shape.reduce((a, b) => a * b, 1) * rows[name]) / shape[0]
      : offsets[1] - offsets[0]
    if (rows[name]) shape[0] = rows[name]
    parts.push(data.subarray(offsets[0], offsets[0] + bytes))
    header[name].data_offsets = [at, (at += bytes)]
  }
  writeFileSync(file, Buffer.concat([safetensorsBytes(header), ...parts]))
}

describe('a model that is not what its reference was made with is not certified', () => {
  const OFF =
    /^Model not certified\. The logits of prompt [1-6] are not those in ref\.json \(relative to their size\): off by \d\.\d+, at most 0\.00002 is allowed\.$/

  it('where two heads have exchanged their rows', async () => {
    const folder = referenced('llama')
    changeWeights(folder, 'model.layers.0.self_attn.q_proj.weight', (values) => {
      const head = values.slice(0, 8 * 32)
      values.copyWithin(0, 8 * 32, 16 * 32)
      values.set(head, 8 * 32)
    })
    const items = await itemsOf(folder)
    expect(failures(items)).toEqual(['parity'])
    expect(verdictText({ items })).toMatch(OFF)
  })

  it('where config.json has another theta', async () => {
    const items = await itemsOf(
      referenced('llama', { rope_parameters: { rope_theta: 10000, rope_type: 'default' } }),
    )
    expect(failures(items)).toEqual(['parity'])
    expect(verdictText({ items })).toMatch(OFF)
  })

  it('where one weight is wrong', async () => {
    const folder = referenced('gpt2')
    changeWeights(folder, 'transformer.h.1.mlp.c_fc.bias', (values) => (values[3] += 0.1))
    expect(failures(await itemsOf(folder))).toEqual(['parity'])
  })

  it('where one weight is wrong and a bias rules a token out', async () => {
    const folder = referenced('phi')
    const ruledOut = (values: number[]) => values.map((value, token) => (token === 5 ? value - 1e9 : value))
    const file = path.join(folder, 'ref.json')
    const ref = JSON.parse(readFileSync(file, 'utf8')) as { logits_last: { clean: number[][] } }
    ref.logits_last.clean = ref.logits_last.clean.map(ruledOut)
    writeFileSync(file, JSON.stringify(ref))
    changeWeights(folder, 'lm_head.bias', (values) => (values[5] -= 1e9))
    expect(named(await itemsOf(folder)).parity.outcome).toBe('passed')
    changeWeights(folder, 'lm_head.bias', (values) => (values[3] += 0.01))
    expect(named(await itemsOf(folder)).parity.outcome).toBe('failed')
  })

  it('where the reference is of another model', async () => {
    const items = await itemsOf(referenced('llama', {}, 'qwen3'))
    expect(verdictText({ items })).toMatch(
      /^Model not certified\. (data\.json: prompt \d+ has the token id \d+, but those of the model go from 0 to 71|ref\.json: prompt 1 has 96 logits, but the vocabulary has 72 tokens); make it again from these weights, or remove it\.$/,
    )
  })
})

it('a setting that nobody knows keeps a model from being certified, and so does code that no reference was made with', async () => {
  const unknown = await itemsOf(referenced('gpt2', { attention_temperature: 2 }))
  expect(failures(unknown)).toEqual(['settings'])
  expect(named(unknown).settings.detail).toBe(
    'config.json: "attention_temperature" is a setting that Patchbay does not know; if it changes the model, every number here is of another model.',
  )
  expect(verdictText({ items: unknown })).toBe(
    'Model not certified. Its config.json has settings that Patchbay does not know, or code that it does not run.',
  )
  const code = await itemsOf(referenced('gpt2', { auto_map: { AutoModel: 'own.Model' } }))
  expect(failures(code)).toEqual([])
  expect(named(code).settings.detail).toBe(
    'Every setting in config.json is known, and the code of its own is not run.',
  )
  const alone = await itemsOf(copyModel('architectures/gpt2', { auto_map: { AutoModel: 'own.Model' } }))
  expect(failures(alone)).toEqual(['settings'])
})

describe('numbers that are not finite', () => {
  it('in the weights: what could not be checked says so, and is not complete', async () => {
    const folder = referenced('gpt2')
    changeWeights(folder, 'transformer.h.1.mlp.c_fc.weight', (values) => (values[5] = NaN))
    const items = await itemsOf(folder)
    expect(items.map(({ outcome }) => outcome)).toEqual([...new Array(5).fill('unchecked'), 'passed'])
    expect([verdictOf({ items }), isComplete({ items })]).toEqual(['uncertified', false])
    expect(verdictText({ items })).toMatch(
      /^Model not certified\. This could not be checked: .*model\.safetensors: tensor "transformer\.h\.1\.mlp\.c_fc\.weight".*\.$/,
    )
  })

  it('in the activations', async () => {
    const folder = referenced('gpt2')
    changeWeights(folder, 'transformer.h.1.mlp.c_proj.weight', (values) => values.fill(3e38))
    const items = named(await itemsOf(folder))
    expect(items['no-nan']).toMatchObject({
      outcome: 'failed',
      detail:
        'The model gives no numbers on prompt 1 (layer 1): its weights may be damaged or hold values too large.',
    })
    expect(items.gradient.detail).toBe('This could not be checked: the model gives no numbers.')
  })
})

describe('reference-logits.json', () => {
  let right: { prompts: unknown[]; logits_last: number[][] }
  beforeAll(() => {
    const read = (name: string) =>
      JSON.parse(readFileSync(path.join(FIXTURES, 'architectures/gpt2', name), 'utf8')) as Record<
        string,
        never
      >
    right = { prompts: read('data.json').clean, logits_last: read('ref.json')['logits_last']['clean'] }
  })
  const parityOf = async (content: string, folder = copyModel('architectures/gpt2')) => {
    writeFileSync(path.join(folder, 'reference-logits.json'), content)
    return named(await itemsOf(folder)).parity
  }

  it('is read, and counts before the others', async () => {
    const folder = referenced('gpt2', {}, 'qwen3')
    const parity = await parityOf(JSON.stringify({ ...right, made_with: 'transformers 5.18' }), folder)
    expect(parity).toMatchObject({
      outcome: 'passed',
      tolerance: 2e-5,
      detail: 'The logits of all 6 prompts are those in reference-logits.json.',
    })
  })

  it('is named with its row where it is damaged or not of this model', async () => {
    const first = (change: (row: number[]) => unknown) => [
      change(right.logits_last[0]),
      ...right.logits_last.slice(1),
    ]
    const mend = '; make it again from these weights, or remove it.'
    const cases: [content: unknown, detail: string][] = [
      [
        '{"prompts": [[1]], "logits_last": [[0',
        'is not valid JSON; it may be cut off, or hold NaN or Infinity: make it again from these weights, or remove it.',
      ],
      [
        '{"prompts": [[1]], "logits_last": [[NaN]]}',
        ' has NaN or Infinity, which JSON does not have; write a number or null instead.',
      ],
      [[], ' must hold a JSON object ({...}).'],
      [{}, `: the prompts must be a list of token ids for each prompt, not nothing${mend}`],
      [{ ...right, prompts: [] }, `: the prompts must be a list of token ids for each prompt, not []${mend}`],
      [{ ...right, prompts: [[1]] }, `: it has the logits of 6 prompts, but there are 1${mend}`],
      [
        { prompts: [[72]], logits_last: [[]] },
        `: prompt 1 has the token id 72, but those of the model go from 0 to 71${mend}`,
      ],
      [
        { prompts: [[1.5]], logits_last: [[]] },
        `: prompt 1 has the token id 1.5, but those of the model go from 0 to 71${mend}`,
      ],
      [{ prompts: [[]], logits_last: [[]] }, `: prompt 1 has no tokens${mend}`],
      [
        { prompts: [Array.from({ length: 33 }, (_, i) => i)], logits_last: [[]] },
        `: prompt 1 has 33 tokens, but the model reads at most 32${mend}`,
      ],
      [
        { ...right, prompts: right.prompts.map(() => [7, 7, 7]) },
        `: no prompt has two different tokens, so that nothing is shown of attention${mend}`,
      ],
      [
        { ...right, logits_last: first((row) => row.map(() => 3)) },
        `: all logits of prompt 1 are equal, so that nothing is shown${mend}`,
      ],
      [
        { ...right, logits_last: first((row) => row.slice(1)) },
        `: prompt 1 has 71 logits, but the vocabulary has 72 tokens${mend}`,
      ],
      [
        { ...right, logits_last: first((row) => [null, ...row.slice(1)]) },
        `: the logit of token 0 of prompt 1 is null, not a number${mend}`,
      ],
      [
        { ...right, logits_last: first((row) => 'x'.repeat(row.length)) },
        `: logits_last must be a list of logits for each prompt, not`,
      ],
    ]
    for (const [content, detail] of cases) {
      const parity = await parityOf(typeof content === 'string' ? content : JSON.stringify(content))
      expect(parity.outcome).toBe('failed')
      expect(parity.detail).toContain(`reference-logits.json${detail[0] === 'i' ? ` ${detail}` : detail}`)
    }
  })

  it('is not part of the model: its hash stays, the reference has its own', async () => {
    const folder = copyModel('architectures/gpt2')
    const before = (await openModel(folder)).info
    writeFileSync(path.join(folder, 'reference-logits.json'), JSON.stringify(right))
    const after = (await openModel(folder)).info
    expect(after.identity).toEqual(before.identity)
    expect([before.referenceHash, after.referenceHash?.length]).toEqual([null, 64])
  })
})

it('data.json and ref.json of another program are none', async () => {
  const folder = copyModel('architectures/gpt2')
  writeFileSync(path.join(folder, 'data.json'), '{"rows": []}')
  writeFileSync(path.join(folder, 'ref.json'), '{"papers": []}')
  expect(named(await itemsOf(folder)).parity).toMatchObject({
    outcome: 'unchecked',
    detail:
      'No reference logits at hand: put a reference-logits.json beside the weights (README, "Load certificate").',
  })
})
