import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { ensureBuilt } from './build.ts'
import { CHECKS } from './check.ts'
import { messageOf, packageFile, runNode } from './project.ts'
import { ensureSystemPackages } from './system-packages.ts'
import { runPlaywright } from './test-e2e.ts'
import { testElectron, type TestElectron } from './test-electron.ts'
import { addReports, readPlaywrightReport, readVitestReport, type TestReport } from './test-report.ts'

/** `npm test`: set-up and everything; the first failure stops it. */
export async function main(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-test-'))
  const unitFile = path.join(folder, 'unit.json')
  const e2eFile = path.join(folder, 'e2e.json')
  let electron: TestElectron = { binary: null, note: 'not reached' }
  try {
    const shells = stage('System packages and Electron', async () => {
      await ensureSystemPackages()
      electron = await testElectron()
      console.log(electron.note)
    })
    // It mostly waits for the network: the checks and the build go on meanwhile. What fails at once is said at once.
    await Promise.race([shells, setImmediate()])
    for (const [name, check] of Object.entries(CHECKS)) await stage(name, check)
    await stage('Build', ensureBuilt)
    await shells
    await stage('Unit tests', () => runVitest(unitFile))
    await stage('End-to-end tests', () => runPlaywright(electron, [], e2eFile))
    return 0
  } catch (error) {
    console.error(`\n${messageOf(error)}`)
    return 1
  } finally {
    summarize(addReports([readVitestReport(unitFile), readPlaywrightReport(e2eFile)]), electron)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Prints a header, does the work, prints its duration. @throws Error where the work fails or exits with another code than 0. */
async function stage(name: string, work: () => Promise<number | void>): Promise<void> {
  console.log(`\n== ${name}`)
  const started = Date.now()
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1)
  const failed = (why: string) =>
    new Error(`== ${name}: FAILED after ${seconds()} s (${why}); nothing after it was run.`)
  const code = await work().catch((error) => {
    throw failed(messageOf(error))
  })
  if (code) throw failed(`exit code ${code}`)
  console.log(`== ${name}: ok, ${seconds()} s`)
}

/** What was built is what the tests start as processes (testing/from-sources.ts). */
function runVitest(reportFile: string): Promise<number> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
  const env = { ...process.env, PATCHBAY_TEST_BUILT: '1' }
  return runNode(packageFile('vitest', 'vitest.mjs'), ['run', ...reporters], { env })
}

function summarize({ passed, failed, skipped, notRun }: TestReport, electron: TestElectron): void {
  console.log('\n== Summary')
  for (const line of notRun) console.log(line)
  if (!electron.binary) console.log(`NOT RUN: the Electron shell: ${electron.note}`)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
}
