import { joined } from './batches.ts'
import type { TrainedModel } from './loss.ts'
import type { PromptPair } from './tasks.ts'
import { encode, idOf } from './vocabulary.ts'
import { NAMES } from './words.ts'

/** Means over prompts of what one head does after the last token, where the answer is due. */
export interface HeadReport {
  head: string
  /** Attention from there to the name that is the answer, and to the first and second mention of the other one. */
  toAnswer: number
  toFirst: number
  toSecond: number
  /** Attention from the second mention of a name to its first. */
  secondToFirst: number
  /** What the head adds to the logit of the answer and of the other name, each less what it adds to all names. */
  addsAnswer: number
  addsOther: number
}

/** What every head does on prompts that name one of two people again (`ioi`); at most `size` of them. */
export async function headReports(
  model: TrainedModel,
  pairs: readonly PromptPair[],
  size: number,
): Promise<HeadReport[]> {
  const prompts = pairs.slice(0, size).map(({ clean, answers, wrong_answers }) => {
    const ids = encode(clean)
    const [answer, other] = [idOf(answers[0]), idOf(wrong_answers[0])]
    return { ids, end: ids.length - 1, answer, other, at: ids.indexOf(answer), first: ids.indexOf(other) }
  })
  const { tokens, length } = joined(prompts.map(({ ids }) => [...ids, 0]))
  const { config } = model
  const values = await model.values({ tokens, length })
  const reports: HeadReport[] = []
  for (let layer = 0; layer < config.layerCount; layer++) {
    const pattern = values[`layer${layer}.pattern`].data
    for (let head = 0; head < config.heads; head++) {
      const sums = { toAnswer: 0, toFirst: 0, toSecond: 0, secondToFirst: 0, addsAnswer: 0, addsOther: 0 }
      prompts.forEach(({ ids, end, answer, other, at, first }, row) => {
        const second = ids.lastIndexOf(other)
        const attention = (from: number, to: number) =>
          pattern[((head * prompts.length + row) * length + from) * length + to]
        sums.toAnswer += attention(end, at)
        sums.toFirst += attention(end, first)
        sums.toSecond += attention(end, second)
        sums.secondToFirst += attention(second, first)
        const added = addedLogits(model, values, { layer, head, row: row * length + end })
        const names = NAMES.reduce((sum, name) => sum + added(idOf(name)), 0) / NAMES.length
        sums.addsAnswer += added(answer) - names
        sums.addsOther += added(other) - names
      })
      const means = Object.fromEntries(
        Object.entries(sums).map(([name, sum]) => [name, sum / prompts.length]),
      ) as typeof sums
      reports.push({ head: `a${layer}.h${head}`, ...means })
    }
  }
  return reports
}

type Values = Awaited<ReturnType<TrainedModel['values']>>

/** What a head adds at a row to the logit of a token, through the final norm with its deviation as it is. */
function addedLogits(
  { config, parameters }: TrainedModel,
  values: Values,
  { layer, head, row }: { layer: number; head: number; row: number },
): (token: number) => number {
  const { dModel, dHead, layerCount } = config
  const z = values[`layer${layer}.z`].data
  const rows = z.length / config.heads / dHead
  const output = parameters.get(`layer${layer}.o.joined`)!.data
  const written = new Float64Array(dModel)
  for (let i = 0; i < dHead; i++) {
    const value = z[(head * rows + row) * dHead + i]
    for (let d = 0; d < dModel; d++) written[d] += value * output[(head * dHead + i) * dModel + d]
  }
  const stream = values[`layer${layerCount - 1}.afterMlp`].data.subarray(row * dModel, (row + 1) * dModel)
  const deviation = Math.sqrt(variance(stream) + 1e-5)
  const mean = written.reduce((sum, value) => sum + value, 0) / dModel
  const scale = parameters.get('finalNorm.weight')!.data
  const normal = written.map((value, d) => ((value - mean) / deviation) * scale[d])
  const unembed = parameters.get('unembed')!.data
  return (token) => normal.reduce((sum, value, d) => sum + value * unembed[token * dModel + d], 0)
}

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}
