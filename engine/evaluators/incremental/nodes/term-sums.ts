import type { TransformerConfig } from '../../../model/transformer'
import { floatTensor, type Feeds, type FloatTensor, type Sessions } from '../../../onnx'
import { chosenSumGraph, sumGraph, termName } from '../../../transformer'
import { copiesOf, type Copies } from './copies'

/** More terms than this are summed by another session first: every number of them needs its own graph. */
export const MAX_TERMS = 8

/** Streams as sums of terms [copies or 1, rows, dModel], in their order. */
export class TermSums {
  constructor(
    private readonly config: TransformerConfig,
    private readonly sessions: Sessions,
  ) {}

  async sum(terms: readonly Copies[]): Promise<Copies> {
    const few = await this.fewTerms(terms)
    if (few.length === 1) return few[0]
    const session = await this.sessions.get(`sum.${few.length}`, () => sumGraph(this.config, few.length))
    return { data: (await session.run(this.feeds(few))).sum.data, copies: copiesOf(few) }
  }

  /** Sums `into` [sums, rows, dModel] of those of `values` [values, rows, dModel] that `choice` [sums, values] has a 1 for. */
  async chosen(choice: Float32Array, values: Copies, into: Copies): Promise<void> {
    const session = await this.sessions.get('chosen', chosenSumGraph)
    const flat = ({ data, copies }: Copies) => floatTensor(data, [copies, data.length / copies])
    const feeds = { choice: floatTensor(choice, [into.copies, values.copies]), values: flat(values) }
    await session.run(feeds, { sums: flat(into) })
  }

  /** The same sum with at most so many terms. */
  async fewTerms(terms: readonly Copies[], most = MAX_TERMS): Promise<readonly Copies[]> {
    if (terms.length <= most) return terms
    return this.fewTerms([await this.sum(terms.slice(0, MAX_TERMS)), ...terms.slice(MAX_TERMS)], most)
  }

  /** As graphs of single nodes take them. */
  feeds(terms: readonly Copies[]): Feeds {
    return Object.fromEntries(terms.map((term, i) => [termName(i), this.stream(term)]))
  }

  /** [copies, 1, rows, dModel] */
  stream({ data, copies }: Copies): FloatTensor {
    const { dModel } = this.config
    return floatTensor(data, [copies, 1, data.length / (copies * dModel), dModel])
  }
}
