import { describe, it } from 'vitest'

/** Tests that need something of the machine. Where it is missing the output, the test's title and the summary of `npm test` say so. */
export function describeWhere(isThere: boolean, name: string, lacking: string, tests: () => void): void {
  if (isThere) {
    describe(name, tests)
    return
  }
  const notRun = `NOT RUN: ${name}: ${lacking}`
  console.log(notRun)
  describe(notRun, () => it.skip('needs what is missing', () => {}))
}
