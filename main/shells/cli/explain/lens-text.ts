import type { ExplainedPrompt, LogitLens } from '../../../../contract'

/** What the model would say at the answer position if it ended after each layer. */
export function lensLine(
  { run, layers, top, rank }: LogitLens,
  { answerPosition }: Pick<ExplainedPrompt, 'answerPosition'>,
): string {
  const said = layers.map((layer, i) => `${layer} ${JSON.stringify(top[i][answerPosition][0].text)}`)
  const ranks = rank.every(Number.isNaN) ? '' : `; ranks of the answer ${rank.join(', ')}`
  return `  What the stream says at the answer position (${run}): ${said.join(', ')}${ranks}.`
}
