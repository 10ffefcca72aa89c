import type { RunConfig } from '../methods'

/** What scripts of other programs are made of. */
export interface ScriptedRun {
  config: RunConfig
  /** As TransformerLens might know it. */
  model: string
  promptsFile: string
  promptCount: number
}

/** What a program says of a run. */
export interface ScriptParts {
  /** The whole script below its comments. */
  code: string
  /** What comes out otherwise than here, in sentences. */
  differs: string[]
}

/** A text as Python writes it. */
export function literal(text: string): string {
  return JSON.stringify(text)
}
