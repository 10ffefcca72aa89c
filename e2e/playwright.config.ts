import { defineConfig } from '@playwright/test'
import type { ShellOptions } from './shells'

// Set by scripts/test-e2e.ts: every spec runs over both shells where this machine has them.
const hasElectron = Boolean(process.env.PATCHBAY_E2E_ELECTRON)
if (!hasElectron && !process.env.PATCHBAY_E2E_CHROMIUM) {
  throw new Error('Start the end-to-end tests with `npm run test:e2e`: it prepares both shells.')
}

/** What the host, the engine and the views do whatever shell they are in: seen in that with the older Chromium. */
const IN_ONE_SHELL = ['bad-input', 'belonging', 'certificate', 'prompts', 'scores', 'shown-numbers', 'stages']

export default defineConfig<object, ShellOptions>({
  testDir: '.',
  outputDir: '../test-results',
  // Each app has its own host, engine thread, store and port. A test mostly waits: three take all of two cores.
  workers: 3,
  // Twice what the longest takes beside two others on a slow machine: none is to fail for want of time.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ...jsonReport()],
  projects: [
    // One spec of each shell is skipped by the other, and some need only one.
    ...(hasElectron
      ? [{ name: 'electron', testIgnore: 'serve.spec.ts', use: { shell: 'electron' as const } }]
      : []),
    {
      name: 'browser',
      testIgnore: ['electron', ...(hasElectron ? IN_ONE_SHELL : [])].map((name) => `${name}.spec.ts`),
      use: { shell: 'browser' as const },
    },
  ],
})

function jsonReport(): ['json', { outputFile: string }][] {
  const outputFile = process.env.PATCHBAY_E2E_REPORT
  return outputFile ? [['json', { outputFile }]] : []
}
