export { openModel, type OpenModel } from './open-model'
export type { ModelTokenizer } from './tokenizer'
export type * from './transformer'
