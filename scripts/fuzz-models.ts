import { parseArgs } from 'node:util'
import { packageFile, run } from './project.ts'

/** Where random models are drawn, with seeds from seedsFrom. */
const TESTS = [
  'engine/evaluators/evaluators.property.test.ts',
  'engine/experiment/ablated-runs.test.ts',
  'engine/explain/circuit-trace.test.ts',
  'engine/explain/edge-on-prompt.test.ts',
  'engine/explain/plain-edges.test.ts',
  'engine/explain/plain-reasons.test.ts',
  'engine/explain/plain-summary.test.ts',
  'engine/explain/plain-tokens.test.ts',
  'engine/explain/roles/head-writes.test.ts',
  'engine/explain/roles/inhibition.test.ts',
  'engine/methods/eap/edge-runs.test.ts',
  'engine/methods/plain-definition.test.ts',
  'engine/methods/second-implementation.test.ts',
]

/** `npm run fuzz-models [-- --seeds N] [-- TEST ...]`: the tests on random models with so many seeds each (200). */
export async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { seeds: { type: 'string', default: '200' } },
    allowPositionals: true,
  })
  const tests = positionals.length > 0 ? positionals : TESTS
  const vitest = [packageFile('vitest', 'vitest.mjs'), 'run', ...tests]
  return run(process.execPath, vitest, { env: { ...process.env, PATCHBAY_SEEDS: values.seeds } })
}
