import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { withBrowserShell } from '../scripts/browser-shell.ts'

/**
 * How the circuit view does with all 32,491 edges of GPT-2 small: imports the MIB circuit in the browser
 * shell, then drags the graph about. Prints milliseconds until it is on screen (must be below 3 s) and
 * the frames while panning (none above 100 ms).
 *
 *   node scripts/run.mjs run-ts bench/view-32k.ts [circuit.json]
 */

const root = path.join(import.meta.dirname, '..')
const OPEN_LIMIT_MS = 3000
const FRAME_LIMIT_MS = 100

async function main(circuitFile: string): Promise<void> {
  if (!existsSync(circuitFile))
    throw new Error(`There is no ${circuitFile}. Name a circuit file: view-32k.ts FILE`)
  await withBrowserShell({ viewport: { width: 1440, height: 900 } }, async (page) => {
    const openMs = await importCircuit(page, circuitFile)
    const restingMs = await frames(page, async () => page.waitForTimeout(2000))
    const pan = await frames(page, () => panAbout(page))
    const zoom = await frames(page, () => zoomAbout(page))
    report('import and open', openMs, OPEN_LIMIT_MS)
    print('frames at rest', restingMs)
    print('frames panning', pan)
    print('frames zooming', zoom)
    report('worst frame panning', Math.max(...pan), FRAME_LIMIT_MS)
  })
}

/** Milliseconds from choosing the file until the counts are shown over the drawn graph. */
async function importCircuit(page: Page, file: string): Promise<number> {
  await page.getByRole('button', { name: 'Runs' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import circuit' }).click()
  const started = performance.now()
  await (await chooser).setFiles(file)
  await page.getByRole('application', { name: /^Circuit graph, [1-9]/ }).waitFor()
  // Two frames: the canvas paints in the one after its elements came.
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
  return performance.now() - started
}

/** Milliseconds of every frame while something is done. */
async function frames(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = []
    const state = { times, on: true }
    Object.assign(window, { benchFrames: state })
    let last = performance.now()
    const tick = (now: number) => {
      times.push(now - last)
      last = now
      if (state.on) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await act()
  return page.evaluate(() => {
    const state = (window as unknown as { benchFrames: { times: number[]; on: boolean } }).benchFrames
    state.on = false
    return state.times.slice(1)
  })
}

async function panAbout(page: Page): Promise<void> {
  const box = (await page.getByRole('application', { name: /^Circuit graph/ }).boundingBox())!
  const x = box.x + 20
  const y = box.y + box.height - 12
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 0; step < 150; step++) {
    await page.mouse.move(x + 180 * Math.sin(step / 12), y - 120 * Math.abs(Math.sin(step / 17)))
  }
  await page.mouse.up()
}

async function zoomAbout(page: Page): Promise<void> {
  const box = (await page.getByRole('application', { name: /^Circuit graph/ }).boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 30 ? -60 : 60)
}

function print(what: string, times: number[]): void {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
  console.log(
    `${what.padEnd(22)} ${sorted.length} frames, median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`,
  )
}

function report(what: string, ms: number, limitMs: number): void {
  console.log(
    `${what.padEnd(22)} ${ms.toFixed(0)} ms, ${(ms / limitMs).toFixed(2)} of the ${limitMs} ms allowed`,
  )
}

await main(process.argv[2] ?? path.join(root, '../shared/data/mib-ioi-gpt2-eap-ig.json'))
