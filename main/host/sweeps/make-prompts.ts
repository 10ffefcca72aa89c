import { combinationsOf, MAX_PROMPT_ROWS, needsMaking, PatchbayError } from '../../../contract'
import type { PromptSet, SweepSpec } from '../../../contract'
import type { HostContext } from '../requests/host-context'

/**
 * The sweep with the prompts of its seeds, drawn as each model's tokenizer takes them. What was drawn is part of the sweep:
 * another version of a generator changes none that has begun.
 * @throws PatchbayError (bad-input) where too many are asked for, and as the generator.
 */
export async function withMadePrompts(
  spec: SweepSpec,
  { models }: HostContext,
  signal: AbortSignal,
): Promise<SweepSpec> {
  const missing = needsMaking(spec, combinationsOf(spec))
  if (missing.length === 0) return spec
  const generator = spec.generator!
  const rows = missing.length * generator.count
  if (rows > MAX_PROMPT_ROWS)
    throw new PatchbayError(
      'bad-input',
      `The seeds of this sweep would draw ${rows.toLocaleString('en-US')} prompts, and at most ${MAX_PROMPT_ROWS.toLocaleString('en-US')} are: take fewer seeds, or fewer prompts for each.`,
    )
  const made = [...(spec.made ?? [])]
  for (const { model, seed } of missing) {
    await models.get(model, signal)
    const { set } = await models.makePrompts(model, { ...generator, seed }, signal)
    made.push({ model, seed, set: ofSeed(set, seed, spec) })
  }
  return { ...spec, made }
}

/** Its rows are split as those of the base are. */
function ofSeed(set: PromptSet, seed: number, { base }: SweepSpec): PromptSet {
  const { split } = base.prompts
  return { ...set, name: `${set.name}, seed ${seed}`, ...(split && { split }) }
}
