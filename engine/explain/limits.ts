import type { TransformerConfig } from '../model'
import type { PromptPair } from '../datasets'
import { PatternMeans } from './pattern-means'

/**
 * Sentences: what is defined otherwise for a model of this architecture and these prompts, or not at all. See
 * docs/methods.md.
 */
export function limitsOf(config: TransformerConfig, pairs: readonly Pick<PromptPair, 'clean'>[]): string[] {
  const { layers, logits, norm, causal } = config
  const longest = pairs.reduce((most, { clean }) => Math.max(most, clean.length), 0)
  const has = (what: (attention: (typeof layers)[number]['attention']) => boolean) =>
    layers.some(({ attention }) => what(attention))
  const limits: [boolean, string][] = [
    [
      has(({ rotary }) => rotary !== null),
      'Positions are rotary, so a head has no one matrix of queries and keys: why it looks somewhere is said for two positions of a prompt.',
    ],
    [
      has(({ alibi }) => alibi),
      'Scores fall with distance (ALiBi): what distance adds is said apart from what senders add.',
    ],
    [
      has(({ softCap }) => softCap !== null),
      'Scores have a soft cap: senders add up to the score before it.',
    ],
    [
      has(({ clip }) => clip !== null),
      'Queries, keys and values are cut off at a limit: where that is reached, a score is not the sum of what senders add.',
    ],
    [
      has(({ qkNorm }) => qkNorm !== 'none'),
      "Queries and keys have norms of their own: senders' parts are taken with the scales of the run.",
    ],
    [
      layers.some(({ norms }) => norms.afterAttention || norms.afterMlp),
      'Norms follow the layers: what a head writes is its share of what its layer adds, with the scale of the run.',
    ],
    [
      logits.softCap !== null,
      'Logits have a soft cap: direct attribution adds up to the logit difference before it.',
    ],
    [norm.kind === 'none', 'The model has no norms, so nothing here depends on their scale.'],
    [
      !PatternMeans.fit(config, longest),
      `Prompts of ${longest} tokens are too long for comparing where heads look from one prompt to another: “By position” is not measured.`,
    ],
    [!causal, 'Positions see later ones too: scores of earlier tokens, such as the one before, count earlier positions alone.'],
  ]
  return limits.filter(([holds]) => holds).map(([, sentence]) => sentence)
}
