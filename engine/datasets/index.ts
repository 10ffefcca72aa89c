export { checkPrompts } from './check-prompts'
export { encodePrompts } from './encode-prompts'
export { parsePrompts } from './parse-prompts'
export type { PromptPair, PromptPairs } from './prompt-pairs'
