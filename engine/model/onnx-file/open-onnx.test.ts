import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES } from '../../../testing/fixtures'
import { decoderConfig, decoderFolder, decoderGraph, DECODER_FIXTURE } from '../../../testing/onnx-decoder'
import { floats, node, onnxBytes, value, type GraphInit } from '../../../testing/onnx-files'
import { apart, inBlocks, inBytes, inHalves, merged } from '../../../testing/onnx-variants'
import { sentenceOf } from '../../../testing/refusals'
import { certify } from '../../methods/check/certificate'
import { weightFeeds } from '../../transformer'
import { openModel, type OpenModel } from '../open-model'

async function certified(model: OpenModel) {
  const making = certify(model, 1)
  for (;;) {
    const step = await making.next()
    if (!step.done) continue
    const parity = step.value.find(({ name }) => name === 'parity')!
    return { parity, others: step.value.filter((item) => item !== parity) }
  }
}

const refusal = (model: string) => openModel(model).then(() => 'not refused', sentenceOf)

describe('an .onnx file', () => {
  it('opens as the model whose weights it has, certified by itself', async () => {
    const model = await openModel(decoderFolder())
    const same = await openModel(path.join(FIXTURES, DECODER_FIXTURE))
    expect(model.info).toMatchObject({
      name: 'Decoder',
      architecture: 'gpt2',
      parameterCount: same.info.parameterCount,
      edgeCount: same.info.edgeCount,
      weights: { format: 'onnx', dtypes: ['F32'], fileCount: 1, quantised: null },
    })
    const { parity, others } = await certified(model)
    expect(others.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(parity).toMatchObject({
      outcome: 'passed',
      isOwn: true,
      detail: 'The logits of all 3 prompts are those that ONNX Runtime computes of model.onnx.',
    })
  })

  it('is run in float32 where it computes with 16 bits, and compared within what they round away', async () => {
    for (const dtype of ['F16', 'BF16'] as const) {
      const model = await openModel(decoderFolder(onnxBytes(inHalves(decoderGraph(), dtype))))
      expect(model.info.weights.dtypes).toEqual([dtype])
      const { parity } = await certified(model)
      expect(parity.outcome).toBe('passed')
      const rounding = `computes of model.onnx in float32, within its own rounding to ${dtype} (`
      expect(parity.detail).toContain(rounding)
      expect(parity.difference).toBeLessThan(parity.tolerance! / 4)
    }
  })

  it.each([
    ['in bytes', inBytes, 'int8 with a scale for each channel'],
    ['in blocks of four bits', inBlocks, 'int4 in blocks of 16'],
  ])('is opened as the quantised model that it is, %s', async (_, quantise, quantised) => {
    const opsets = [
      { domain: '', version: 17n },
      { domain: 'com.microsoft', version: 1n },
    ]
    const folder = decoderFolder(onnxBytes(quantise(decoderGraph()), { opsetImport: opsets }))
    const model = await openModel(folder)
    expect(model.info).toMatchObject({ name: 'Decoder (quantised)', weights: { quantised } })
    expect(model.info.warnings[0]).toBe(
      `This is the quantised model: its weights are ${quantised}, and are computed with as the file's own are. Results are of it, not of the model that it was made from.`,
    )
    const { parity, others } = await certified(model)
    expect(parity).toMatchObject({ outcome: 'passed', isOwn: true, tolerance: 2e-5 })
    expect(others.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
  })

  it('is opened by the branch without a past where both are merged in it', async () => {
    const folder = decoderFolder(onnxBytes(merged(decoderGraph())), 'decoder_model_merged.onnx')
    const { parity } = await certified(await openModel(folder))
    expect(parity).toMatchObject({ outcome: 'passed', isOwn: true })
  })

  it('says by its certificate where it computes something else than its weights in our graph', async () => {
    const graph = decoderGraph()
    // Later keys are seen a little.
    const initializer = graph.initializer.map((one) =>
      one.name === 'masked' ? floats('masked', [], [-2]) : one,
    )
    const { parity } = await certified(await openModel(decoderFolder(onnxBytes({ ...graph, initializer }))))
    expect(parity.outcome).toBe('failed')
    expect(parity.detail).toMatch(
      /^The logits of prompt \d are not those that ONNX Runtime computes of model\.onnx \(relative to their size\): off by /,
    )
  })

  it('is compared with reference logits beside it, too', async () => {
    const folder = decoderFolder()
    const logits = Array.from({ length: 64 }, (_, i) => i)
    writeFileSync(
      path.join(folder, 'reference-logits.json'),
      JSON.stringify({ prompts: [[1, 2, 3]], logits_last: [logits] }),
    )
    const { parity } = await certified(await openModel(folder))
    expect(parity.detail).toMatch(/^The logits of prompt 1 are not those in reference-logits\.json/)
  })
})

describe('weights in a file beside the graph', () => {
  const made = () => {
    const { graph, data } = apart(decoderGraph(), 'weights/all.bin')
    const folder = decoderFolder(onnxBytes(graph))
    mkdirSync(path.join(folder, 'weights'))
    writeFileSync(path.join(folder, 'weights', 'all.bin'), data)
    return { folder, file: path.join(folder, 'weights', 'all.bin') }
  }

  it('are read, count for its identity, and are what the file itself is run with', async () => {
    const { folder, file } = made()
    const model = await openModel(folder)
    expect(model.info.weights.fileCount).toBe(2)
    const { parity } = await certified(model)
    expect(parity).toMatchObject({ outcome: 'passed', isOwn: true })
    const before = await model.identify()
    const bytes = readFileSync(file)
    bytes[2] ^= 1
    writeFileSync(file, bytes)
    const after = await (await openModel(folder)).identify()
    expect(after.modelHash).not.toBe(before.modelHash)
  })

  it('are refused where they are missing or too short', async () => {
    const { folder, file } = made()
    truncateSync(file, 100)
    expect(await refusal(folder)).toMatch(
      /^model\.onnx: tensor ".*" ends at byte \d+ of weights\/all\.bin, which has only 100; download or export both files again\.$/,
    )
    rmSync(file)
    expect(await refusal(folder)).toMatch(
      /^model\.onnx: tensor ".*" is in weights\/all\.bin, which is missing in .*\/weights: put all\.bin there\.$/,
    )
  })

  it('are not read once they were changed', async () => {
    const { folder, file } = made()
    const model = await openModel(folder)
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(8)]))
    const weights = await model.loadWeights().then(
      (loaded) => weightFeeds(loaded),
      (error: unknown) => sentenceOf(error),
    )
    const changed = 'all.bin was changed while the model was open; open the model again.'
    if (typeof weights === 'string') expect(weights).toBe(changed)
    else {
      const { parity } = await certified(model)
      expect(parity.detail).toContain(changed)
    }
  })
})

describe('refused', () => {
  const changed = (change: GraphInit) => decoderFolder(onnxBytes({ ...decoderGraph(), ...change }))
  const NOT = 'model.onnx is not a language model that predicts the next token: '
  const { node: nodes } = decoderGraph()
  const rounded = [
    ...nodes.slice(0, -1),
    node('DynamicQuantizeLinear', ['normed'], ['bytes', 'scale', 'zero point']),
    node('DequantizeLinear', ['bytes', 'scale', 'zero point'], ['again']),
    node('MatMul', ['again', 'head'], ['logits']),
  ]
  it.each<[string, () => string, string]>([
    [
      'activations of few bits',
      () => changed({ node: rounded }),
      'model.onnx is a quantised model that cannot be opened: it rounds activations to few bits while it runs (DynamicQuantizeLinear, node "bytes"); open the model as it was before, or an export that quantises weights alone.',
    ],
    [
      'an encoder without logits',
      () =>
        changed({
          node: [...nodes.slice(0, -1), node('Identity', ['normed'], ['last_hidden_state'])],
          output: [value('last_hidden_state', 1, ['batch', 'sequence', 32])],
        }),
      `${NOT}no output of it is logits (it gives last_hidden_state); export it with its head, for text generation.`,
    ],
    [
      'a decoder of an encoder',
      () =>
        changed({
          input: [...decoderGraph().input!, value('encoder_hidden_states', 1, ['batch', 'length', 32])],
        }),
      `${NOT}it also reads encoder_hidden_states, which another model makes.`,
    ],
    [
      'a model of pictures',
      () =>
        decoderFolder(
          onnxBytes({
            node: [node('Relu', ['pixel_values'], ['logits'])],
            input: [value('pixel_values', 1, ['batch', 3, 224, 224])],
            output: [value('logits', 1, ['batch', 3, 224, 224])],
          }),
        ),
      `${NOT}no input of it is token ids (it reads pixel_values).`,
    ],
  ])('%s', async (_, make, sentence) => {
    expect(await refusal(make())).toBe(sentence)
  })

  it('config.json of another model', async () => {
    const folder = decoderFolder(undefined, undefined, { ...decoderConfig(), n_layer: 3 })
    expect(await refusal(folder)).toMatch(/^(model\.onnx|config\.json): .*config\.json/)
  })
})
