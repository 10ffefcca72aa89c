import type { BosChoice, ModelInfo, Token } from '../../contract'

/** What prompts need of a model; an opened model is one. */
export interface PromptModel {
  info: Pick<ModelInfo, 'vocabSize' | 'contextLength' | 'tokenizer'>
  /** `causal`: a position does not see those after it. */
  config: { causal: boolean }
  /** null where the model has none: prompts must be token ids. */
  tokenizer: PromptTokenizer | null
  /** The text of an id where one is known, else the id as text. */
  tokenText(id: number): string
}

export interface PromptTokenizer {
  encode(text: string, bos: BosChoice): Token[]
  /** A text by itself: nothing is put in front. */
  encodePlain(text: string): Token[]
  /** null for ids outside the vocabulary. */
  textOf(id: number): string | null
  /** The id that stands for text the vocabulary does not have; -1 where it has no token for that. */
  unknownId: number
  /** Sentences on how a text is read, where that may surprise. */
  notesOn(text: string, as?: 'continuation'): string[]
}
