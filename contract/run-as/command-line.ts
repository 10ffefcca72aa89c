import { definitionOf, type CircuitSource, type RunConfig, type Spelled } from '../methods'
import type { RunDetail } from '../run'
import { isNamed } from '../run-title'

/** A run as it can be typed. */
export interface RunCommand {
  /** The words of the command, the program first. */
  words: string[]
  /** The same for a POSIX shell, quoted where it must be. */
  text: string
  /** What no option says, in words; then the command refers to the run itself. */
  unsaid: string[]
}

type CommandedRun = Pick<RunDetail, 'summary' | 'config' | 'settings'>

/**
 * The command that starts the run once more: the same configuration. `prompts` names what holds its prompts, a file or
 * a sample; without it they are those of the run, which is in the store. null for an imported circuit.
 */
export function runCommand({ summary, config, settings }: CommandedRun, prompts?: string): RunCommand | null {
  if (!config) return null
  const { command } = definitionOf(config.method)
  const { typed, unsaid } = spelled(config)
  const device = settings.at(-1)?.device ?? 'cpu'
  const more = [
    ...(device === 'cpu' ? [] : optionWords('--device', device)),
    ...(isNamed(summary) ? optionWords('--name', summary.name) : []),
  ]
  const fork = forkWords(config)
  if (fork) return commandOf(['runs', ...fork, ...more], [])
  if (unsaid.length > 0) return commandOf(['runs', 'again', summary.id, ...more], unsaid)
  const from = prompts ?? `run:${summary.id}`
  const options = Object.entries(command.options).flatMap(([key, { flag, default: usual }]) =>
    typed[key] === usual && usual !== undefined ? [] : optionWords(flag, typed[key]),
  )
  const given = [...optionWords('--model', config.model), ...optionWords('--prompts', from)]
  return commandOf([config.method, ...given, ...options, ...more], [])
}

/** A fork has everything from the run that it goes on from, but its threshold. */
function forkWords(config: RunConfig): string[] | null {
  if (config.method !== 'acdc' || !config.startFrom) return null
  const { startFrom, threshold, absolute } = config
  const at = [
    ...optionWords('--at', String(startFrom.step)),
    ...optionWords('--threshold', String(threshold)),
  ]
  return ['fork', startFrom.runId, ...at, absolute ? '--absolute' : '--signed']
}

function commandOf(args: string[], unsaid: string[]): RunCommand {
  const words = ['patchbay', ...args]
  return { words, text: shellText(words), unsaid }
}

/** All options, circuits of runs among them; one from a file is not said, as nobody knows where the file is. */
function spelled(config: RunConfig): Required<Pick<Spelled, 'typed'>> & { unsaid: string[] } {
  const { typed, unsaid = [] } = definitionOf(config.method).spell(config)
  const all = { typed: { ...typed }, unsaid: [...unsaid] }
  for (const [key, { reads }] of Object.entries(definitionOf(config.method).command.options)) {
    const source = reads === 'circuit' ? circuitOf(config, key) : undefined
    if (source === undefined) continue
    if ('runId' in source) all.typed[key] = `run:${source.runId}`
    else all.unsaid.push(`the ${key}, which was in a file`)
  }
  return all
}

function circuitOf(config: RunConfig, key: string): CircuitSource | undefined {
  if (key === 'circuit') return 'circuit' in config ? config.circuit : undefined
  return key === 'reference' && 'reference' in config ? config.reference : undefined
}

/** A value that begins with a dash would be taken for an option: it is joined to its flag. */
function optionWords(flag: string, value: Spelled['typed'][string]): string[] {
  if (value === undefined || value === false) return []
  if (value === true) return [flag]
  if (typeof value !== 'string') return value.flatMap((each) => optionWords(flag, each))
  return value.startsWith('-') ? [`${flag}=${value}`] : [flag, value]
}

const PLAIN = /^[\w@%+=:,./-]+$/

/** Words for a POSIX shell: in single quotes where a shell would read something into them. */
export function shellText(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
