import path from 'node:path'
import { slowPrompts } from '../../testing/slow-prompts'

/** Every name that is given to the run that is killed begins so. */
export const RUN_NAME = 'killed'
/** The graph of the tiny model. */
export const EDGES = 110

/** Arguments of `runs.start`: some seconds of ACDC on a tiny model. */
export function acdcRun(prompts: number) {
  return {
    name: RUN_NAME,
    config: {
      method: 'acdc',
      model: path.join(import.meta.dirname, '../../fixtures/gpt2-tiny'),
      prompts: { name: 'many', bos: 'tokenizer', rows: slowPrompts(prompts) },
      metric: 'logit_diff',
      threshold: 0.004,
    },
  } as const
}
