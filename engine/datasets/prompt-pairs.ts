/** One clean/corrupt pair as the model reads it. */
export interface PromptPair {
  /** [pos] token ids, BOS included */
  clean: Int32Array
  /** [pos], as long as `clean` */
  corrupt: Int32Array
  /** Token ids; none where the metric reads none. */
  answers: number[]
  /** Token ids; none where the metric reads none. */
  wrongAnswers: number[]
  /** Position whose next-token prediction is measured. */
  answerPosition: number
  /** Its row in the set, where the pairs are a part of it; without it, its index among the pairs. */
  row?: number
}

/** A data set ready to run; pairs may differ in length from each other. */
export interface PromptPairs {
  pairs: PromptPair[]
}
