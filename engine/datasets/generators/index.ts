export { makePrompts, makingPrompts } from './make-prompts'
export { promptTasks } from './registry'
