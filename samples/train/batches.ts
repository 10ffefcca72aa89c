import { writeDocument } from './documents.ts'
import type { Batch } from './loss.ts'
import { makeUniform } from '../random.ts'
import { hashOf, pickSome } from './random.ts'
import { encode } from './vocabulary.ts'

export interface BatchOptions {
  seed: number
  /** Documents in a batch. */
  size: number
}

/** Documents of so many batches are written together and sorted by length, so that little is padded. */
const POOL = 8
/** Documents are padded to a multiple of this, so that there are few shapes. */
const STEP = 8

/** The batch of a step: always the same, whatever was trained before. */
export function batchOf(step: number, { seed, size }: BatchOptions): Batch {
  const pool = Math.floor(step / POOL)
  const uniform = makeUniform(hashOf(`documents ${seed} ${pool}`))
  const documents = Array.from({ length: POOL * size }, () => encode(writeDocument(uniform)))
  documents.sort((a, b) => a.length - b.length)
  const batch = pickSome(uniform, [...Array(POOL).keys()], POOL)[step % POOL]
  return joined(documents.slice(batch * size, (batch + 1) * size))
}

/** Documents as one batch: each token is asked for its next one, the last of a document is not fed. */
export function joined(documents: readonly number[][]): Batch {
  const longest = Math.max(...documents.map((document) => document.length - 1))
  const length = STEP * Math.ceil(longest / STEP)
  const tokens = new Int32Array(documents.length * length)
  const next = new Int32Array(documents.length * length).fill(-1)
  documents.forEach((document, row) => {
    tokens.set(document.slice(0, -1), row * length)
    next.set(document.slice(1), row * length)
  })
  return { length, tokens, next }
}
