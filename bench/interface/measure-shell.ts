import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { RunningShell, ShellSettings } from '../../e2e/shell-processes'
import { median } from '../process-stats'
import { writeCircuitFiles } from './circuit-files'
import type { FrameTimes } from './frames'
import { ASKED_PER_SECOND, liveRuns, type LiveFrames } from './live'
import {
  drawMost,
  explainPanel,
  firstCircuit,
  firstWindow,
  hoverFrames,
  importCircuit,
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

type Start = (settings: ShellSettings) => Promise<RunningShell>

/** Everything that is measured of one shell, on stores of their own. */
export async function measureShell(start: Start): Promise<Measured[]> {
  return [
    ...(await withFolder((settings) => views(start, settings))),
    live(`ACDC live at ${ASKED_PER_SECOND} decisions a second`, await watched(ASKED_PER_SECOND)),
    live('ACDC live, as fast as it can', await watched(null)),
  ]

  function watched(perSecond: number | null): Promise<LiveFrames[]> {
    return withFolder((settings) => liveRuns(start, settings, perSecond))
  }
}

/** Where a step fails, the last that the shell printed is printed. */
async function withFolder<T>(measure: (settings: ShellSettings) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-interface-'))
  const printed: string[] = []
  try {
    return await measure({ folder, env: {}, log: (text) => printed.push(text), watch: () => {} })
  } catch (error) {
    console.error(printed.join('').slice(-2000))
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function views(start: Start, settings: ShellSettings): Promise<Measured[]> {
  const started = performance.now()
  const sinceStart = () => performance.now() - started
  const shell = await start(settings)
  try {
    const { page } = shell
    const lines: Measured[] = []
    await firstWindow(page)
    lines.push(once('first window, from the start of the process', sinceStart(), 5000))
    await firstCircuit(page)
    lines.push(once('first circuit, from the start of the process', sinceStart(), 3000))
    lines.push(once('explain panel of a head', await explainPanel(page), 200))
    const files = writeCircuitFiles(settings.folder)
    lines.push(once('import of 32,491 edges until drawn', await importCircuit(page, files.every), 3000))
    await showEvery(page)
    await drawMost(page)
    lines.push(frames('hover, 32,491 edges', await hoverFrames(page)))
    lines.push(frames('pan, 32,491 edges', await panFrames(page)))
    lines.push(frames('zoom, 32,491 edges', await zoomFrames(page)))
    await importCircuit(page, files.some)
    lines.push(frames('hover, 756 drawn edges', await hoverFrames(page)))
    lines.push(frames('pan, 756 drawn edges', await panFrames(page)))
    return lines
  } finally {
    await shell.close()
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

/** The medians of several runs, and each run's p95. */
function live(what: string, runs: readonly LiveFrames[]): Measured {
  const of = (key: keyof LiveFrames) => median(runs.map((run) => run[key]))
  const each = runs.map(({ p95 }) => p95.toFixed(1)).join(', ')
  const times = `median ${of('median').toFixed(1)}, p95 ${of('p95').toFixed(1)} (${each}), worst ${of('worst').toFixed(0)} ms`
  const text = `${times} of ${of('count')} frames, ${Math.round(of('perSecond'))} decisions a second`
  return { what, ms: of('p95'), limitMs: FRAME_MS, text }
}
