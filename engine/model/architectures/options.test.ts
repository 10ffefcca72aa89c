import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { sizeOfShape } from '../../onnx'
import { PatchbayError } from '../../../contract'
import { FIXTURES, readJson } from '../../../testing/fixtures'
import { safetensorsBytes, temporaryFolder, type StoredTensor } from '../../../testing/model-folder'
import { uniforms } from '../../../testing/random-numbers'
import { Session } from '../../onnx'
import { forwardGraph, tokenFeeds, weightFeeds } from '../../transformer'
import { openModel } from '../open-model'

/** The values of a tensor, [centre - amplitude, centre + amplitude], follow from its name. */
type MadeTensor = [name: string, shape: number[], centre: number, amplitude: number]

interface MadeModel {
  name: string
  config: Record<string, unknown>
  tensors: MadeTensor[]
  logits: number[]
}

/** See fixtures/architectures/README.md. */
const { tokens, models }: { tokens: number[]; models: MadeModel[] } = readJson(
  path.join(FIXTURES, 'architectures/options.json'),
)

it.each(models)('$name', async (made) => {
  const { config, info, loadWeights } = await openModel(written(made))
  expect(info.warnings.filter((warning) => warning.startsWith('config.json'))).toEqual([])
  const weights = weightFeeds(await loadWeights())
  const session = await Session.create(forwardGraph(config, weights, tokens.length), { threads: 1 })
  const feeds = tokenFeeds([{ tokens, answerPosition: tokens.length - 1 }], tokens.length)
  const { logits } = await session.run({ ...weights, ...feeds })
  await session.release()
  const size = Math.max(1, ...made.logits.map(Math.abs))
  const differences = made.logits.map((logit, i) => Math.abs(logit - logits.data[i]) / size)
  expect(Math.max(...differences)).toBeLessThan(2e-5)
})

it('a bias that TransformerLens adds after the gate is refused unless it is 0', async () => {
  const gated = models.find(({ config }) => config.gated_mlp)!
  const tensors = gated.tensors.map<MadeTensor>(([name, shape, centre, amplitude]) =>
    name === 'blocks.1.mlp.b_in' ? [name, shape, 1, 0] : [name, shape, centre, amplitude],
  )
  const { loadWeights } = await openModel(written({ ...gated, tensors }))
  await expect(loadWeights()).rejects.toThrow(
    new PatchbayError(
      'bad-input',
      'tensor "blocks.1.mlp.b_in" is the bias of a gated MLP and not 0, which is not supported; leaving it out would give wrong numbers.',
    ),
  )
})

function written({ config, tensors }: MadeModel): string {
  const folder = temporaryFolder()
  const header: Record<string, StoredTensor> = {}
  const parts: Float32Array[] = []
  let end = 0
  for (const [name, shape, centre, amplitude] of tensors) {
    const values = randomNumbers(name, sizeOfShape(shape)).map((x) => centre + (2 * x - 1) * amplitude)
    header[name] = { dtype: 'F32', shape, data_offsets: [end, (end += 4 * values.length)] }
    parts.push(Float32Array.from(values))
  }
  const data = parts.map(({ buffer }) => Buffer.from(buffer))
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(path.join(folder, 'model.safetensors'), Buffer.concat([safetensorsBytes(header), ...data]))
  return folder
}

/** From 0 to 1: mulberry32, begun with the FNV-1a hash of a name. */
function randomNumbers(name: string, count: number): number[] {
  const seed = [...Buffer.from(name)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5)
  return Array.from({ length: count }, uniforms(seed))
}
