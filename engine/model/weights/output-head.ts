import { PatchbayError } from '../../../contract'
import type { StoredTensors } from './stored-tensors'
import type { TransformerWeights, WeightTensor } from '../transformer'

type Ends = Pick<TransformerWeights, 'embed' | 'unembed' | 'unembedBias'>

interface Head {
  /** Its name; `lm_head` as a rule. */
  name?: string
  /** Whether it has a bias [vocabSize]; it has none as a rule. */
  bias?: boolean | 'where stored'
}

/**
 * Token embedding `embedName` [vocabSize, dModel] and output head [vocabSize, dModel], which is the embedding where the head is tied.
 * @throws PatchbayError (bad-input) where a tied head is stored as well, with other values (programs differ in which of
 * the two they take).
 */
export function takeEnds(
  tensors: StoredTensors,
  embedName: string,
  shape: [number, number],
  tied: boolean,
  { name = 'lm_head', bias: hasBias = false }: Head = {},
): Ends {
  const [stored, bias] = [`${name}.weight`, `${name}.bias`]
  const headName = tied && !tensors.has(stored) ? embedName : stored
  const embed = tensors.take(embedName, shape)
  const unembed = headName === embedName ? embed : tensors.take(stored, shape)
  if (tied && headName !== embedName) refuseDifference(embed, embedName, unembed, stored)
  // Models that are saved without their tied head have no bias either; the library then makes one of zeros.
  const isLeftOut = tied && !tensors.has(stored)
  const isStored = hasBias === 'where stored' || isLeftOut ? tensors.has(bias) : hasBias
  const unembedBias = hasBias && isStored ? tensors.take(bias, [shape[0]]) : null
  return { embed, unembed, unembedBias }
}

function refuseDifference(
  embed: WeightTensor,
  embedName: string,
  head: WeightTensor,
  headName: string,
): void {
  if (embed.data.every((value, i) => value === head.data[i])) return
  const differ = `the head is tied (tie_word_embeddings), yet the weights store ${headName} with other values than ${embedName}`
  throw new PatchbayError(
    'bad-input',
    `config.json: ${differ}; set tie_word_embeddings to false if the stored head is meant.`,
  )
}

/** `prefix` where the tensors carry it, else '': bare models are saved without. */
export function storedPrefix(tensors: StoredTensors, prefix: string, name: string): string {
  return !tensors.has(prefix + name) && tensors.has(name) ? '' : prefix
}
