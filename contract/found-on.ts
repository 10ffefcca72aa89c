import { z } from 'zod'
import { measuredRows } from './prompt-split'
import { bosSchema, promptRowSchema, promptSplitSchema, type PromptSet } from './prompts'

type Measured = { method: string; prompts: Pick<PromptSet, 'bos' | 'rows' | 'split'> }

/** How many of the prompts of a judgement are among those that a circuit was found on. */
export interface FoundOn {
  shared: number
  prompts: number
}

/** Prompts are compared as they are written: the same ones as ids and as texts count as different. */
export function foundOn(judging: Measured, finding: Measured): FoundOn {
  const known = new Set(keysOf(finding))
  const keys = keysOf(judging)
  return { shared: keys.filter((key) => known.has(key)).length, prompts: keys.length }
}

function keysOf(measured: Measured): string[] {
  const { bos, rows } = measured.prompts
  return measuredRows(measured).map((row) => {
    const { clean, corrupt } = rows[row]
    return JSON.stringify([typeof clean === 'string' ? bos : null, clean, corrupt])
  })
}

const recordedRun = z.object({
  method: z.string(),
  data: z.object({
    bos: bosSchema,
    rows: z.array(promptRowSchema.pick({ clean: true, corrupt: true, template: true })),
    split: promptSplitSchema.optional(),
  }),
})

/** The same for the circuit of a file of ours; null where the file does not say what it was found on. */
export function foundOnByFile(judging: Measured, patchbay: unknown): FoundOn | null {
  const { data: found } = recordedRun.safeParse(patchbay)
  if (!found) return null
  const rows = found.data.rows.map((row) => ({ ...row, answers: [], wrongAnswers: [] }))
  return foundOn(judging, { method: found.method, prompts: { ...found.data, rows } })
}

/** Whether a circuit is judged on prompts that it was found on; null where that is not known, or none is among them. */
export function foundOnText(found: FoundOn | null | undefined): string | null {
  if (!found || found.shared === 0) return null
  const { shared, prompts } = found
  const all = prompts === 1 ? 'the prompt' : `all ${prompts} prompts`
  const which = shared === prompts ? all : `${shared} of the ${prompts} prompts`
  return `The circuit was found on ${which} it is judged on: hold rows out of the set (split) to judge it on others.`
}
