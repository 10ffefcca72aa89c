import type { Part } from './part'

/** Of the circuit that is tested. */
const EDGES = 100

/** The hypothesis tests of one circuit, with as much drawn as usual. */
export const tests: Part = async ({ start, model, threads }) => {
  const result = await start('tests', { model, threads, edges: EDGES })
  const each = result.tests.cpuMs / result.circuits
  return [
    {
      what: `tests of a circuit of ${EDGES} edges, ${model.name}`,
      ...result.tests,
      peakBytes: result.peakBytes,
      note: `${result.circuits} circuits measured, ${each.toFixed(0)} CPU ms each`,
    },
  ]
}
