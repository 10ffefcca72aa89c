import type { Command } from 'commander'
import { definitionOf, METHOD_NAMES, type MethodName } from '../../../../contract'
import { withImport } from '../run/import-options'
import { withReading } from '../run/reading-options'
import { withSplit } from '../run/split-options'
import { withBatch, withDevice, withMemory, withStore, withThreads } from './shared-options'
import { TypedOptions } from './typed-options'

/** `patchbay METHOD ...`: a command for each method, made from its definition. */
export function addMethodCommands(program: Command): void {
  for (const name of METHOD_NAMES) addMethodCommand(program, name)
}

function addMethodCommand(program: Command, method: MethodName): void {
  const { command: line, finds } = definitionOf(method)
  const command = withDevice(withMemory(withThreads(program.command(method)))).description(line.description)
  if (finds.decidesEdges) withBatch(command)
  command.requiredOption('--model <MODEL>', 'a folder, a weights file, a name of the hub or sample:NAME')
  withSplit(withReading(withImport(command)))
  const typed = new TypedOptions(command, line.options)
  const isCircuit = finds.circuit === 'kept'
  withStore(command)
    .option('--name <NAME>', 'of the run')
    .option('--out <FILE>', isCircuit ? 'the circuit as JSON' : 'what was found, as JSON')
    .option(
      '--json',
      `for programs: ${isCircuit ? 'the circuit' : 'what was found'} on stdout, or with --out the run`,
    )
    .action((common) =>
      typed.asTyped(async () => (await import('../run/run-method')).runMethod(line, common, typed.values())),
    )
}
