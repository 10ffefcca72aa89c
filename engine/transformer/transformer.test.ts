import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openModel } from '../model'
import { printGraph, Session } from '../onnx'
import { forwardGraph, maskedGraph, tokenFeeds, weightFeeds } from './index'

const fixture = (path: string) => new URL(`../../fixtures/${path}`, import.meta.url)
const readJson = (path: string) => JSON.parse(readFileSync(fixture(path), 'utf8'))

async function loadFixture(name: string) {
  const model = await openModel(fixture(name).pathname)
  return {
    config: model.config,
    weights: weightFeeds(await model.loadWeights()),
    data: readJson(`${name}/data.json`),
  }
}

function maxDifference(actual: ArrayLike<number>, expected: number[]): number {
  return expected.reduce((max, value, i) => Math.max(max, Math.abs(value - actual[i])), 0)
}

const atEnd = (rows: number[][]) => rows.map((tokens) => ({ tokens, answerPosition: tokens.length - 1 }))

describe('the forward graph', () => {
  for (const name of ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l']) {
    it(`gives the reference logits of ${name}`, async () => {
      const { config, weights, data } = await loadFixture(name)
      const reference = readJson(`${name}/ref.float32.json`).logits_last
      const length = data.clean[0].length
      const session = await Session.create(forwardGraph(config, weights, length), { threads: 1 })
      for (const side of ['clean', 'corrupt']) {
        const { logits } = await session.run({ ...weights, ...tokenFeeds(atEnd(data[side]), length) })
        expect(maxDifference(logits.data, reference[side].flat())).toBeLessThan(2e-5)
      }
      await session.release()
    })
  }

  it('gives the outputs of a compiled program at every position, and with them its answers', async () => {
    const { config, weights, data } = await loadFixture('tracr-reverse')
    const { output_labels: labels } = readJson('tracr-reverse/config.json')
    const length = data.clean[0].length
    const rows = (prompts: number[][]) =>
      prompts.flatMap((tokens) => tokens.map((_, answerPosition) => ({ tokens, answerPosition })))
    const session = await Session.create(forwardGraph(config, weights, length), { threads: 1 })
    const { logits } = await session.run({ ...weights, ...tokenFeeds(rows(data.clean), length) })
    const outputs: number[][] = data.outputs_clean.flat()
    expect(maxDifference(logits.data, outputs.flat())).toBeLessThan(2e-5)
    const answers = outputs.map((_, row) => {
      const scores = [...logits.data.subarray(row * labels.length, (row + 1) * labels.length)]
      return labels[scores.indexOf(Math.max(...scores))].split(':')[1]
    })
    const withoutBos = data.clean.map((_: unknown, i: number) =>
      answers.slice(i * length + 1, (i + 1) * length),
    )
    expect(withoutBos).toEqual(data.expected)
    await session.release()
  })

  it('gives prompts padded into one batch the logits they have alone', async () => {
    const { config, weights, data } = await loadFixture('llama-tiny')
    const prompts: number[][] = data.clean.map((tokens: number[], i: number) => tokens.slice(0, 2 + i))
    const longest = Math.max(...prompts.map((tokens) => tokens.length))
    const logitsOf = async (rows: number[][], length: number) => {
      const session = await Session.create(forwardGraph(config, weights, length), { threads: 1 })
      const { logits } = await session.run({ ...weights, ...tokenFeeds(atEnd(rows), length) })
      await session.release()
      return [...logits.data]
    }
    const alone: number[] = []
    for (const tokens of prompts) alone.push(...(await logitsOf([tokens], tokens.length)))
    expect(maxDifference(await logitsOf(prompts, longest), alone)).toBeLessThan(1e-5)
  })

  it('reads like the model', async () => {
    const { config, weights } = await loadFixture('llama-tiny')
    expect(printGraph(forwardGraph({ ...config, layerCount: 1 }, weights, 4))).toMatchSnapshot()
    expect(printGraph(maskedGraph({ ...config, layerCount: 1 }, weights, 4))).toMatchSnapshot()
  })
})
