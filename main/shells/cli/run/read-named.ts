import type { CircuitSource, CommandOption, Readings } from '../../../../contract'
import type { Host } from '../../../host/host'
import { findRun } from '../runs/find-run'
import { readCircuit, readEdges, readLogits } from './read-files'

type Options = Record<string, CommandOption>

/** How each kind of file that an option names is read. */
const READERS: { [Kind in keyof Readings]: (file: string) => Readings[Kind] } = {
  'edge-list': readEdges,
  logits: readLogits,
}

/** By key what the files hold that were named; circuits are not among them. */
export function readFiles(options: Options, typed: Record<string, unknown>): Record<string, unknown> {
  const read = Object.entries(typed).flatMap(([key, file]) => {
    const { reads } = options[key]
    return reads === undefined || reads === 'circuit' ? [] : [[key, READERS[reads](String(file))]]
  })
  return Object.fromEntries(read) as Record<string, unknown>
}

/** By key the circuits that were named. */
export async function readCircuits(
  host: Host,
  options: Options,
  typed: Record<string, unknown>,
): Promise<Record<string, CircuitSource>> {
  const circuits: Record<string, CircuitSource> = {}
  for (const [key, { reads }] of Object.entries(options)) {
    if (reads === 'circuit' && key in typed) circuits[key] = await readCircuitSource(host, String(typed[key]))
  }
  return circuits
}

/** `run:ID` is a run in the store (as `patchbay runs` finds it), all else a file. */
async function readCircuitSource(host: Host, typed: string): Promise<CircuitSource> {
  if (!typed.startsWith('run:')) return readCircuit(typed)
  return { runId: (await findRun(host, typed.slice('run:'.length))).id }
}
