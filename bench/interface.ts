import { spawnSync } from 'node:child_process'
import os from 'node:os'
import { chromium } from '@playwright/test'
import { startBrowserShell, startElectron } from '../e2e/shell-processes'
import { ensureBuilt } from '../scripts/build'
import { inProject } from '../scripts/project'
import { findChromium } from '../scripts/system-packages'
import { testElectron } from '../scripts/test-electron'
import { measureShell, type Measured } from './interface/measure-shell'

/**
 * npm run bench:interface [-- browser] [-- electron]
 *
 * How fast the interface is, in both shells, as one Markdown table: first window, first circuit, explanations, hovering,
 * panning and zooming with many edges, and frames while ACDC decides thousands of edges a second.
 */

const SHELLS = ['browser', 'electron'] as const
const chosen = process.argv.slice(2).filter((name) => !name.startsWith('-'))
for (const name of chosen)
  if (!(SHELLS as readonly string[]).includes(name))
    throw new Error(`There is no shell ${name}: choose of ${SHELLS.join(', ')}.`)

if (process.platform === 'linux' && !process.env.DISPLAY) process.exit(onDisplay())

await ensureBuilt()
const tables: Record<string, Measured[]> = {}
if (chosen.length === 0 || chosen.includes('browser')) tables.browser = await ofBrowser()
if (chosen.length === 0 || chosen.includes('electron')) tables.electron = await ofElectron()
print(tables)

/** The same command on a display that nobody sees: Electron needs one. */
function onDisplay(): number {
  const run = [
    process.execPath,
    inProject('scripts/run.mjs'),
    'run-ts',
    inProject('bench/interface.ts'),
    ...chosen,
  ]
  const { status, error } = spawnSync('xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', ...run], {
    stdio: 'inherit',
  })
  if (error) throw new Error(`xvfb-run could not be started: ${error.message}. Install it, or set DISPLAY.`)
  return status ?? 1
}

async function ofBrowser(): Promise<Measured[]> {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    return await measureShell((settings) => startBrowserShell(settings, browser))
  } finally {
    await browser.close()
  }
}

async function ofElectron(): Promise<Measured[]> {
  const { binary, note } = await testElectron()
  console.log(`Electron: ${note}`)
  if (!binary) return []
  process.env.PATCHBAY_E2E_ELECTRON = binary
  return measureShell(startElectron)
}

function print(measured: Record<string, Measured[]>): void {
  const load = os.loadavg().map((value) => value.toFixed(1))
  console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, load ${load.join(' ')}`)
  console.log('| shell | what | measured | goal |\n| --- | --- | --- | --- |')
  for (const [shell, lines] of Object.entries(measured))
    for (const { what, text, ms, limitMs } of lines) {
      const goal = limitMs === undefined ? '' : `${ms < limitMs ? 'met' : 'MISSED'}: < ${limitMs} ms`
      console.log(`| ${shell} | ${what} | ${text} | ${goal} |`)
    }
}
