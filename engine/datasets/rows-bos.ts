import { PatchbayError, type BosChoice } from '../../contract'

/**
 * How the prompts of a set begin, from what each of its rows says, and the file for those that say nothing.
 * @throws PatchbayError (bad-input) where rows say different things: a set begins in one way.
 */
export function bosOfRows(
  ofRows: readonly (BosChoice | undefined)[],
  ofFile?: BosChoice,
): BosChoice | undefined {
  const choices = ofRows.map((choice) => choice ?? ofFile)
  const expected = ofFile ?? choices[0]
  const other = choices.findIndex((choice) => choice !== expected)
  if (other < 0) return expected
  const said = (choice: BosChoice | undefined) => (choice === undefined ? 'nothing' : `"${choice}"`)
  const rest = ofFile === undefined ? `row 1 ${said(expected)}` : `the file ${said(expected)}`
  throw new PatchbayError(
    'bad-input',
    `Row ${other + 1} says ${said(choices[other])} of "bos", ${rest}: all rows of a set begin alike.`,
  )
}
