import type { z } from 'zod'
import type { ComputationalGraph } from '../../engine/graph'
import type { EffectColumns } from '../decisions'
import type { MetricName } from '../metric'
import type { PromptSet } from '../prompts'
import type { ScoreMeaning } from '../score-meaning'
import type { Direction } from '../vocabulary'
import type { MethodChoices } from './choices'
import type { Table } from './files'
import type { CommandLine, Spelled } from './options'
import type { Report, ReportedRun } from './report'

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
  /** What it is called wherever runs of several methods are named; a sentence can begin with it. */
  title: string
  /** What a run is doing. The texts are for people; programs compare them, and never look inside. */
  stages: readonly Stage[]
  /** null where the method has none. */
  direction(config: Config): Direction | null
  /** What the scores of its edges or sites are; null where it has none. */
  scores(config: Config): ScoreMeaning | null
  choices(config: Config): MethodChoices
  /** In the title of a run: by what it differs from others of the method, besides metric, direction, threshold and ablation. */
  variant?(config: Config): string | null
  /** A metric that it measures besides its own: prompts need the answers of that, too. */
  alsoMeasures?: MetricName
  finds: Finds
  /** What of a result a graph can show beside what was reported on the way. */
  onGraph(result: Result, edgeCount: number): GraphValues
  command: CommandLine<Config>
  /** The options by which `command.config` gives this configuration; model, prompts and circuits are named by whoever asks. */
  spell(config: Config): Spelled
  /** What was found, in a clause for lists of runs; left out where that is a circuit. */
  outcome?(result: Result, run: { metric: MetricName }): string
  /** `isInFile`: what was found is in a file, too. */
  report(run: ReportedRun, result: Result, isInFile: boolean): Report
  /** Whether a result that is a verdict says yes; absent where it is none. */
  hasPassed?(result: Result): boolean
  /**
   * Whether the run's JSON is a circuit file (the EAP-IG / MIB graph JSON) and its table one of edges. Both are made
   * from the run itself, so that an unfinished run has them too.
   */
  isCircuitFile: boolean
  /** What the JSON holds besides, in plain JSON values; absent where the circuit says all. */
  content?(result: Result, graph: ComputationalGraph): Record<string, unknown>
  /** Absent where the only table is the edge table, or there is none. */
  table?(result: Result, meaning: ScoreMeaning | null): Table
}

/** What kinds of things a method finds. */
export interface Finds {
  /** It decides edges one after another: it can be stepped, and resumed from its journal. */
  decidesEdges: boolean
  /** The set of edges that it ends with: what it kept, or what it proposes. */
  circuit: 'kept' | 'proposed' | null
  /** It leaves a score for each edge, of which any number of the best make a circuit. */
  edgeScores: 'exact' | 'estimate' | null
  siteScores: 'exact' | 'estimate' | null
}

export interface GraphValues {
  /** Exact effects of edges. */
  effects?: EffectColumns
  /** [edge] estimates, NaN where there is none; they colour a graph that has no effects. */
  scores?: Float64Array
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
