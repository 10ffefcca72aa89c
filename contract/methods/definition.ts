import type { z } from 'zod'
import type { MetricName } from '../metric'
import type { PromptSet } from '../prompts'
import type { ScoreMeaning } from '../score-meaning'
import type { Direction } from '../vocabulary'
import type { MethodChoices } from './choices'

/** What every configuration has. */
export interface CommonConfig {
  model: string
  prompts: PromptSet
  metric: MetricName
}

/**
 * Everything about a method that crosses a border: what can be asked of it, what it reports on the way, what it
 * finds. How it computes is in engine/methods, how it looks in renderer/methods.
 */
export interface MethodDefinition<Config extends CommonConfig, Result, Stage extends string> {
  /** Never set; carries the type. */
  result?: Result
  /** What a run is doing. The texts are for people; programs compare them, and never look inside. */
  stages: readonly Stage[]
  /** null where the method has none. */
  direction(config: Config): Direction | null
  /** What the scores of its edges or sites are; null where it has none. */
  scores(config: Config): ScoreMeaning | null
  choices(config: Config): MethodChoices
}

/** A definition with the types of its name and schema kept. */
export function defineMethod<
  const Name extends string,
  Schema extends z.ZodType<CommonConfig & { method: Name }>,
  Result,
  const Stage extends string,
>(
  definition: MethodDefinition<z.output<Schema>, Result, Stage> & { name: Name; config: Schema },
): MethodDefinition<z.output<Schema>, Result, Stage> & { name: Name; config: Schema } {
  return definition
}
