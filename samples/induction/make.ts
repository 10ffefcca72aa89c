/**
 * Writes the sample's files: `node samples/induction/make.ts`. Same bytes every time, on every machine.
 *
 * The residual stream of 64 dimensions has four subspaces of 16, see README.md:
 *   token 0-15, previous token 16-31, position 32-47, answer 48-63.
 * a0.h1 copies the token subspace of the position before into the previous-token subspace;
 * a1.h2 looks for the position whose previous token is the current one and copies its token to the answer subspace.
 */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { writeSafetensors, type Tensor } from '../plain-safetensors.ts'
import { CODE_SIZE, identity, makeNormal, oneStepBack, positionCode, tokenCode } from './codes.ts'
import { PROMPTS, TOKENIZER, VOCABULARY } from './words.ts'

export const CONFIG = {
  model_type: 'attn_only',
  architectures: ['AttnOnlyTransformer'],
  n_layers: 2,
  n_heads: 4,
  d_model: 64,
  d_head: CODE_SIZE,
  d_vocab: VOCABULARY.length,
  n_ctx: 16,
  normalization_type: null,
  positional_embedding_type: 'standard',
  attn_only: true,
}

const TOKENIZER_CONFIG = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: '<bos>',
  unk_token: '<unk>',
  model_max_length: CONFIG.n_ctx,
  clean_up_tokenization_spaces: true,
}

const PREVIOUS_TOKEN_HEAD = { layer: 0, head: 1 }
const INDUCTION_HEAD = { layer: 1, head: 2 }

/** The edges that were built; all others carry only the random weights below. */
export const CIRCUIT = [
  'input->a0.h1<v>',
  'a0.h1->a1.h2<k>',
  'input->a1.h2<q>',
  'input->a1.h2<v>',
  'a1.h2->logits',
]

const TOKEN_SUBSPACE = 0
const PREVIOUS_SUBSPACE = 16
const POSITION_SUBSPACE = 32
const ANSWER_SUBSPACE = 48

/** Attention score of a full match, and the logit of a fully attended token. */
const PREVIOUS_MATCH = 10
const INDUCTION_MATCH = 12
const ANSWER_LOGIT = 12

/** Standard deviations of the random part: of every weight, and of what distractor heads attend to and write. */
const NOISE = 0.005
const DISTRACTOR_ATTENTION = 1.0
const DISTRACTOR_OUTPUT = 0.045

const SEED = 20240229

/** A spot in a [.., width] matrix that starts at `offset` of the data. */
interface SiteFamily {
  data: Float64Array
  width: number
  offset?: number
  row?: number
  col?: number
}

/** Adds scale * block [rows, cols] there. */
function add(target: SiteFamily, block: number[][], scale: number): void {
  const { data, offset = 0, width, row = 0, col = 0 } = target
  block.forEach((values, r) => {
    values.forEach((value, c) => (data[offset + (row + r) * width + col + c] += scale * value))
  })
}

type Weights = Map<string, Tensor>

/** All tensors, filled with the random part. */
function randomWeights(): Weights {
  const normal = makeNormal(SEED)
  const { n_layers, n_heads, d_model, d_head, d_vocab, n_ctx } = CONFIG
  const weights: Weights = new Map()
  const fill = (name: string, shape: number[], deviation: (index: number) => number) => {
    const size = shape.reduce((a, b) => a * b, 1)
    weights.set(name, { shape, data: Float64Array.from({ length: size }, (_, i) => deviation(i) * normal()) })
  }
  fill('embed.W_E', [d_vocab, d_model], () => NOISE)
  fill('pos_embed.W_pos', [n_ctx, d_model], () => NOISE)
  for (let layer = 0; layer < n_layers; layer++) {
    const built = layer === PREVIOUS_TOKEN_HEAD.layer ? PREVIOUS_TOKEN_HEAD.head : INDUCTION_HEAD.head
    const part = (name: string) => `blocks.${layer}.attn.${name}`
    const perHead = (distractor: number) => (i: number) =>
      Math.floor(i / (d_model * d_head)) === built ? NOISE : distractor
    fill(part('W_Q'), [n_heads, d_model, d_head], perHead(DISTRACTOR_ATTENTION))
    fill(part('W_K'), [n_heads, d_model, d_head], perHead(DISTRACTOR_ATTENTION))
    fill(part('W_V'), [n_heads, d_model, d_head], perHead(DISTRACTOR_OUTPUT))
    fill(part('W_O'), [n_heads, d_head, d_model], perHead(DISTRACTOR_OUTPUT))
    for (const name of ['b_Q', 'b_K', 'b_V']) fill(part(name), [n_heads, d_head], () => NOISE)
    fill(part('b_O'), [d_model], () => NOISE)
  }
  fill('unembed.W_U', [d_model, d_vocab], () => NOISE)
  fill('unembed.b_U', [d_vocab], () => NOISE)
  return weights
}

function dataOf(weights: Weights, name: string): Float64Array {
  const tensor = weights.get(name)
  if (!tensor) throw new Error(`no tensor ${name}`)
  return tensor.data
}

interface HeadPlan {
  layer: number
  head: number
  query: { subspace: number; block: number[][] }
  keySubspace: number
  valueSubspace: number
  outSubspace: number
  /** The score where query and key, both unit vectors, are equal. */
  match: number
}

/** Adds a head that attends where key subspace = query subspace and copies the value subspace to the out subspace. */
function addHead(
  weights: Weights,
  { layer, head, query, keySubspace, valueSubspace, outSubspace, match }: HeadPlan,
): void {
  const { d_model, d_head } = CONFIG
  const part = (name: string) => dataOf(weights, `blocks.${layer}.attn.${name}`)
  const offset = head * d_model * d_head
  const scale = Math.sqrt(match * Math.sqrt(d_head)) // on both sides; undoes the division by sqrt(dHead)
  add({ data: part('W_Q'), offset, width: d_head, row: query.subspace }, query.block, scale)
  add({ data: part('W_K'), offset, width: d_head, row: keySubspace }, identity(), scale)
  add({ data: part('W_V'), offset, width: d_head, row: valueSubspace }, identity(), 1)
  add({ data: part('W_O'), offset, width: d_model, col: outSubspace }, identity(), 1)
}

export function makeWeights(): Weights {
  const weights = randomWeights()
  const { d_model, d_vocab, n_ctx } = CONFIG
  const tokenCodes = VOCABULARY.map((_, id) => tokenCode(id))
  const positionCodes = Array.from({ length: n_ctx }, (_, position) => positionCode(position))
  const answers = Array.from({ length: CODE_SIZE }, (_, i) => tokenCodes.map((code) => code[i])) // [16, vocab]
  add({ data: dataOf(weights, 'embed.W_E'), width: d_model, col: TOKEN_SUBSPACE }, tokenCodes, 1)
  add({ data: dataOf(weights, 'pos_embed.W_pos'), width: d_model, col: POSITION_SUBSPACE }, positionCodes, 1)
  addHead(weights, {
    ...PREVIOUS_TOKEN_HEAD,
    query: { subspace: POSITION_SUBSPACE, block: oneStepBack() },
    keySubspace: POSITION_SUBSPACE,
    valueSubspace: TOKEN_SUBSPACE,
    outSubspace: PREVIOUS_SUBSPACE,
    match: PREVIOUS_MATCH,
  })
  addHead(weights, {
    ...INDUCTION_HEAD,
    query: { subspace: TOKEN_SUBSPACE, block: identity() },
    keySubspace: PREVIOUS_SUBSPACE,
    valueSubspace: TOKEN_SUBSPACE,
    outSubspace: ANSWER_SUBSPACE,
    match: INDUCTION_MATCH,
  })
  add({ data: dataOf(weights, 'unembed.W_U'), width: d_vocab, row: ANSWER_SUBSPACE }, answers, ANSWER_LOGIT)
  return weights
}

/** Two spaces, and lists of one plain value on one line. */
function jsonText(value: object): string {
  return JSON.stringify(value, null, 2).replace(/\[\s+("[^"]*"|\d+)\s+\]/g, '[$1]') + '\n'
}

/** File name -> content of everything that is generated. */
export function makeFiles(): Map<string, Uint8Array> {
  const text = (value: object) => new TextEncoder().encode(jsonText(value))
  return new Map([
    ['config.json', text(CONFIG)],
    ['model.safetensors', writeSafetensors(makeWeights())],
    ['tokenizer.json', text(TOKENIZER)],
    ['tokenizer_config.json', text(TOKENIZER_CONFIG)],
    ['prompts.json', text({ prompts: PROMPTS })],
  ])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, bytes] of makeFiles()) writeFileSync(new URL(name, import.meta.url), bytes)
}
