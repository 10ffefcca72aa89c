import { METHODS } from '../methods'
import { measuredRows } from '../prompt-split'
import type { RunDetail } from '../run'
import { runTitle } from '../run-title'
import { autoCircuitScript } from './auto-circuit'
import { eapIgScript } from './eap-ig'
import type { ScriptedRun, ScriptParts } from './script'

/** Programs of others in which something near a run can be computed. */
export const PROGRAMS = ['eap-ig', 'auto-circuit'] as const
export type Program = (typeof PROGRAMS)[number]
export const PROGRAM_TITLES: Record<Program, string> = { 'eap-ig': 'EAP-IG', 'auto-circuit': 'AutoCircuit' }

/** A script of another program. */
export interface PythonScript {
  /** The whole file; where the program has nothing near the run, comments that say so. */
  text: string
  /** What comes out otherwise than here, in sentences; they are in the text too. */
  differs: string[]
  /** Whether there is anything to run. */
  isThere: boolean
}

type Detail = Pick<RunDetail, 'summary' | 'config' | 'provenance'>

const ADDRESSES: Record<Program, string> = {
  'eap-ig': 'https://github.com/hannamw/EAP-IG',
  'auto-circuit': 'https://github.com/UFO-101/auto-circuit',
}
const MAKERS: Record<Program, (run: ScriptedRun) => ScriptParts | null> = {
  'eap-ig': eapIgScript,
  'auto-circuit': autoCircuitScript,
}

/**
 * A Python script that computes in another program what comes nearest to the run, with what differs in comments.
 * `promptsFile` is the run's prompts as Patchbay exports them. Nothing of it is run here.
 */
export function pythonScript(
  program: Program,
  { summary, config, provenance }: Detail,
  promptsFile = 'prompts.json',
): PythonScript {
  const title = PROGRAM_TITLES[program]
  const head = `${title} (${ADDRESSES[program]}), after run ${summary.number} of Patchbay: ${runTitle(summary)}`
  const run = config && {
    ...{ config, promptsFile, promptCount: measuredRows(config).length },
    model: provenance?.modelSource ? provenance.modelSource.repo : config.model,
  }
  const parts = run && MAKERS[program](run)
  if (!run || !parts) {
    const what = config ? METHODS[config.method].title : 'a circuit file that was opened'
    return {
      text: comments([head, `${title} has nothing that comes near ${what}.`]),
      differs: [],
      isThere: false,
    }
  }
  const differs = [...parts.differs, ...promptDifferences(run)]
  const lines = [head, 'Not run by Patchbay. What differs:', ...differs.map((each) => `- ${each}`)]
  return { text: `${comments(lines)}\n${parts.code}`, differs, isThere: true }
}

/** A line break in a name must not end the comment. */
function comments(lines: readonly string[]): string {
  return lines.map((line) => `# ${line.replace(/\s+/g, ' ')}`).join('\n')
}

function promptDifferences({ config: { prompts, model }, model: named, promptsFile }: ScriptedRun): string[] {
  const found: string[] = []
  if (prompts.bos === 'no') found.push('Both programs put a BOS token in front; this run had none.')
  if (prompts.rows.some(({ clean }) => typeof clean !== 'string'))
    found.push('Prompts given as token ids are not read by it: write them as text first.')
  if (prompts.rows.some(({ position }) => position !== undefined))
    found.push('It measures at the last token; some rows of this run name another position.')
  if (prompts.split)
    found.push(`${promptsFile} has every row; this run was computed on those that are not held out.`)
  if (named === model)
    found.push(`TransformerLens must know the model by a name: put it in place of ${JSON.stringify(model)}.`)
  return [
    ...found,
    'Weights are folded and centred by TransformerLens: the same logits up to a constant, other activations.',
  ]
}
