import { ensureBuilt } from './build.ts'
import { inProject, messageOf, packageFile, run } from './project.ts'
import { ensureSystemPackages, findChromium } from './system-packages.ts'
import { testElectron, type TestElectron } from './test-electron.ts'

/** Runs Playwright over both shells, on a display of its own; gives its exit code. */
export function runPlaywright(electron: TestElectron, args: string[], reportFile?: string): Promise<number> {
  const playwright = [
    process.execPath,
    packageFile('@playwright/test', 'cli.js'),
    'test',
    ...['--config', inProject('e2e/playwright.config.ts')],
    ...args,
  ]
  const onDisplay = process.platform === 'linux' ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24'] : []
  const [command, ...rest] = [...onDisplay, ...playwright]
  return run(command, rest, { env: e2eEnv(electron, reportFile) })
}

/** e2e/ imports nothing of ours: what we know of this machine reaches it through the environment. */
function e2eEnv(electron: TestElectron, reportFile?: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, PATCHBAY_E2E_CHROMIUM: findChromium() ?? '' }
  if (electron.binary) env.PATCHBAY_E2E_ELECTRON = electron.binary
  if (reportFile) env.PATCHBAY_E2E_REPORT = reportFile
  return env
}

/** `npm run test:e2e -- ARGS`: set-up, build and specs; e.g. `-- discover --project electron`. */
export async function main(args: string[]): Promise<number> {
  try {
    await ensureSystemPackages()
    const electron = await testElectron()
    await ensureBuilt()
    console.log(`Electron: ${electron.note}`)
    return await runPlaywright(electron, args)
  } catch (error) {
    console.error(messageOf(error))
    return 1
  }
}
