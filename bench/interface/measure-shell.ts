import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { RunningShell, ShellSettings } from '../../e2e/shell-processes'
import { writeCircuitFiles } from './circuit-files'
import type { FrameTimes } from './frames'
import {
  explainPanel,
  firstCircuit,
  firstWindow,
  hoverFrames,
  importCircuit,
  liveFrames,
  panFrames,
  showEvery,
  zoomFrames,
} from './scenarios'

/** One measured thing, with what it must stay below where that is asked. */
export interface Measured {
  what: string
  text: string
  ms: number
  limitMs?: number
}

const FRAME_MS = 34

/** Everything that is measured of one shell, on a store of its own. */
export async function measureShell(
  start: (settings: ShellSettings) => Promise<RunningShell>,
): Promise<Measured[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-interface-'))
  const printed: string[] = []
  const started = performance.now()
  const sinceStart = () => performance.now() - started
  const shell = await start({ folder, env: {}, log: (text) => printed.push(text), watch: () => {} })
  try {
    const { page } = shell
    const lines: Measured[] = []
    await firstWindow(page)
    lines.push(once('first window, from the start of the process', sinceStart(), 5000))
    await firstCircuit(page)
    lines.push(once('first circuit, from the start of the process', sinceStart(), 3000))
    lines.push(once('explain panel of a head', await explainPanel(page), 200))
    const files = writeCircuitFiles(folder)
    lines.push(once('import of 32,491 edges until drawn', await importCircuit(page, files.every), 3000))
    await showEvery(page)
    lines.push(frames('hover, 32,491 edges', await hoverFrames(page)))
    lines.push(frames('pan, 32,491 edges', await panFrames(page)))
    lines.push(frames('zoom, 32,491 edges', await zoomFrames(page)))
    await importCircuit(page, files.some)
    lines.push(frames('hover, 756 drawn edges', await hoverFrames(page)))
    lines.push(frames('pan, 756 drawn edges', await panFrames(page)))
    const live = await liveFrames(page)
    lines.push(frames(`ACDC live, ${Math.round(live.perSecond)} decisions a second`, live))
    return lines
  } catch (error) {
    console.error(printed.join('').slice(-2000))
    throw error
  } finally {
    await shell.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const once = (what: string, ms: number, limitMs: number): Measured => ({
  what,
  ms,
  limitMs,
  text: `${Math.round(ms)} ms`,
})

const frames = (what: string, { count, median, p95, worst }: FrameTimes): Measured => ({
  what,
  ms: p95,
  limitMs: FRAME_MS,
  text: `median ${median.toFixed(1)}, p95 ${p95.toFixed(1)}, worst ${worst.toFixed(0)} ms of ${count} frames`,
})
