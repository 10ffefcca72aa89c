import { isTokenHash, PatchbayError } from '../../../contract'
import type { CheckedRow, PromptSet } from '../../../contract'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { ModelShelf } from '../files/model-shelf'

interface BegunRun {
  name: string
  /** Path of its model. */
  model: string
  prompts: PromptSet
  /** Of the prompts as the run began with them. */
  dataHash: string
  /** What the run cannot where they are read otherwise: `cannot go on`. */
  cannot: string
}

/**
 * What goes on, or explains a run, must measure what the run measured before. Of an older version's run only its texts are known: that version
 * took an answer as typed wherever that was one token.
 * @throws PatchbayError (conflict) where the prompts are other tokens now.
 */
export async function refuseOtherReading(
  run: BegunRun,
  prepared: PreparedPrompts,
  models: Pick<ModelShelf, 'checkPrompts'>,
  signal: AbortSignal,
): Promise<void> {
  if (isTokenHash(run.dataHash)) {
    if (run.dataHash === prepared.dataHash) return
    throw otherReading(run, 'its prompts are read as other tokens now than when it began')
  }
  const { bos, rows } = run.prompts
  const now = await models.checkPrompts(run.model, run.prompts, rows, signal)
  const before = await models.checkPrompts(run.model, { bos, answerReading: 'typed' }, rows, signal)
  const other = before.rows.findIndex(
    (row, i) => isOneToken(row) && answersOf(row) !== answersOf(now.rows[i]),
  )
  if (other < 0) return
  const text = now.rows[other].answers[0]?.text ?? ''
  const what = `it began with an older version, which read the answers of row ${other + 1} without the space of ${JSON.stringify(text)}`
  throw otherReading(run, what)
}

function otherReading({ name, cannot }: BegunRun, why: string): PatchbayError {
  return new PatchbayError('conflict', `${name} ${cannot}: ${why}. Start it as a new run.`)
}

function isOneToken({ problems }: CheckedRow): boolean {
  return problems.every(({ isMissing }) => isMissing === true)
}

function answersOf({ answers, wrongAnswers }: CheckedRow): string {
  return JSON.stringify([answers, wrongAnswers].map((side) => side.map(({ id }) => id)))
}
