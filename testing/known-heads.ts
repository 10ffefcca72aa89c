import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { RoleName } from '../contract'
import { encodePrompts, parsePrompts, type PromptPair } from '../engine/datasets'
import { openModel, type OpenModel } from '../engine/model'
import { FIXTURES, readJson } from './fixtures'

/** Models of which it is known what heads do, with prompts that show it. */
export interface KnownHeads {
  model: OpenModel
  pairs: PromptPair[]
  /** What is to be suggested first; null where nothing is to be. Heads that are not named are not known. */
  roles: Record<string, RoleName | null>
}

const SAMPLES = path.join(import.meta.dirname, '../samples')

/** samples/induction/README.md: two heads are constructed, all others attend at random. */
export async function constructedHeads(): Promise<KnownHeads> {
  const { model, pairs } = await sample('induction', 'prompts.json')
  return {
    model,
    pairs,
    roles: {
      ...without(['a0.h0', 'a0.h2', 'a0.h3', 'a1.h0', 'a1.h1', 'a1.h3']),
      'a0.h1': 'previous-token',
      'a1.h2': 'induction',
    },
  }
}

/**
 * What RASP's `make_reverse` compiles to: the length by a selector width, which attends to all alike; two layers of
 * arithmetic without attention; a selector of the position that is as far from the other end.
 */
export async function compiledHeads(): Promise<KnownHeads> {
  const folder = path.join(FIXTURES, 'tracr-reverse')
  const data: TracrData = readJson(path.join(folder, 'data.json'))
  const top = (logits: number[]) => logits.indexOf(Math.max(...logits))
  const pairs = data.clean.flatMap((clean, i) =>
    clean.slice(1).map((_, at) => ({
      clean: Int32Array.from(clean),
      corrupt: Int32Array.from(data.corrupt[i]),
      answers: [top(data.outputs_clean[i][at + 1])],
      wrongAnswers: [top(data.outputs_corrupt[i][at + 1])],
      answerPosition: at + 1,
    })),
  )
  return {
    model: await openModel(folder),
    pairs: pairs.filter(({ answers, wrongAnswers }) => answers[0] !== wrongAnswers[0]),
    roles: { 'a0.h0': 'averaging', 'a1.h0': 'idle', 'a2.h0': 'idle', 'a3.h0': 'positional' },
  }
}

interface TracrData {
  clean: number[][]
  corrupt: number[][]
  outputs_clean: number[][][]
  outputs_corrupt: number[][][]
}

/** docs/trained-sample.md: five heads copy both names, two hold the acting one down, the others do nothing to names. */
export async function trainedHeads(): Promise<KnownHeads> {
  const { model, pairs } = await sample('trained', 'ioi.json')
  const all = (role: RoleName, heads: string[]) => Object.fromEntries(heads.map((head) => [head, role]))
  return {
    model,
    pairs,
    roles: {
      ...without(['a0.h2', 'a2.h0', 'a2.h1', 'a2.h2', 'a2.h3']),
      ...all('name-mover', ['a0.h1', 'a0.h3', 'a1.h0', 'a1.h1', 'a1.h3']),
      ...all('suppressor', ['a0.h0', 'a1.h2']),
    },
  }
}

async function sample(name: string, file: string) {
  const model = await openModel(path.join(SAMPLES, name))
  const prompts = parsePrompts(readFileSync(path.join(SAMPLES, name, file), 'utf8'))
  return { model, pairs: encodePrompts(model, { bos: 'tokenizer' }, prompts.rows).pairs }
}

const without = (heads: string[]): Record<string, null> =>
  Object.fromEntries(heads.map((head) => [head, null]))
