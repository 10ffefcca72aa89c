import type { Locator, Page } from '@playwright/test'
import type { PatchbayBridge } from '../../contract'
import { modelFolder, NARROW } from '../models'
import { promptPairs } from '../prompts'
import { framesDuring, type FrameTimes } from './frames'

declare const patchbay: PatchbayBridge

const LIVE_LIMIT_MS = 120_000

const graphOf = (page: Page): Locator => page.getByRole('application', { name: /^Circuit graph/ })

export async function firstWindow(page: Page): Promise<void> {
  await page.waitForFunction(isGraphThere, null, { polling: 'raf' })
  await twoFrames(page)
}

export async function firstCircuit(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Run controls' }).getByRole('button', { name: 'Run ACDC' }).click()
  await page.waitForFunction(isCircuitThere, null, { polling: 'raf' })
  await page.waitForFunction(isFinished, null, { polling: 'raf' })
}

/** Milliseconds from asking for a head's explanation to its figures, with the summary of all prompts there. */
export async function explainPanel(page: Page): Promise<number> {
  const panel = page.getByRole('dialog', { name: 'Explanation' })
  const button = page.getByRole('button', { name: /^Explain \d/ }).first()
  const open = async (find: string) => {
    await page.getByLabel('Find node or edge').fill(find)
    await page.keyboard.press('Enter')
    await button.waitFor()
    const drawn = page.evaluate(clickToFigures)
    await button.click()
    const took = await drawn
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    return took
  }
  // The first one opens the explanation of the run, which reads the model.
  await open('1.2')
  return open('0.1')
}

/** In the page, which looks at every frame: milliseconds from the next click to the figures of the explanation on screen. */
function clickToFigures(): Promise<number> {
  return new Promise((resolve) => {
    const begin = () => {
      const started = performance.now()
      const look = () => {
        const panel = document.querySelector('[role="dialog"][aria-label="Explanation"]')
        const isThere = panel?.querySelector('canvas, svg[role="img"], table')
        // The frame after the next shows it.
        requestAnimationFrame(
          isThere ? () => requestAnimationFrame(() => resolve(performance.now() - started)) : look,
        )
      }
      look()
    }
    window.addEventListener('click', begin, { capture: true, once: true })
  })
}

/** Milliseconds from choosing a circuit file to its drawing. */
export async function importCircuit(page: Page, file: string): Promise<number> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Runs' }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import circuit' }).click()
  const started = performance.now()
  await (await chooser).setFiles(file)
  await page.waitForFunction(isCircuitThere, null, { polling: 'raf' })
  await twoFrames(page)
  return performance.now() - started
}

/** All edges of a scored run, of which as many are drawn as ever are. */
export async function showEvery(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Number of edges shown' }).press('End')
  await page.getByRole('application', { name: /^Circuit graph, 32,491/ }).waitFor()
}

/** The pointer goes over the drawing from corner to corner. */
export function hoverFrames(page: Page): Promise<FrameTimes> {
  return overDrawing(page, async ({ x, y, width, height }) => {
    for (let step = 0; step < 160; step++) {
      const across = 0.1 + 0.8 * Math.abs(Math.sin(step / 25))
      await page.mouse.move(x + across * width, y + (0.1 + (0.8 * step) / 160) * height)
    }
  })
}

export function panFrames(page: Page): Promise<FrameTimes> {
  return overDrawing(page, async ({ x, y, height }) => {
    const [left, low] = [x + 20, y + height - 40]
    await page.mouse.move(left, low)
    await page.mouse.down()
    for (let step = 0; step < 150; step++)
      await page.mouse.move(left + 180 * Math.sin(step / 12), low - 120 * Math.abs(Math.sin(step / 17)))
    await page.mouse.up()
  })
}

export function zoomFrames(page: Page): Promise<FrameTimes> {
  return overDrawing(page, async ({ x, y, width, height }) => {
    await page.mouse.move(x + width / 2, y + height / 2)
    for (let step = 0; step < 60; step++) await page.mouse.wheel(0, step < 30 ? -60 : 60)
  })
}

async function overDrawing(
  page: Page,
  act: (box: { x: number; y: number; width: number; height: number }) => Promise<void>,
): Promise<FrameTimes> {
  const box = await graphOf(page).boundingBox()
  if (!box) throw new Error('The circuit is not on screen.')
  return framesDuring(page, () => act(box))
}

/** ACDC over 32,491 edges as fast as they come: frames, and how many edges were decided a second. */
export async function liveFrames(page: Page): Promise<FrameTimes & { perSecond: number }> {
  const rows = promptPairs({ prompts: 2, tokens: 6, vocabSize: NARROW.vocabSize }).map((pair) => ({
    clean: [...pair.clean],
    corrupt: [...pair.corrupt],
    answers: pair.answers,
    wrong_answers: pair.wrongAnswers,
  }))
  const id = await page.evaluate(startRun, {
    model: modelFolder(NARROW),
    text: JSON.stringify({ prompts: rows }),
  })
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Runs' }).click()
  await page.getByRole('button', { name: /^Open run \d+, live/ }).click()
  await graphOf(page).waitFor()
  const from = await page.evaluate(progressOf, id)
  const started = performance.now()
  const frames = await framesDuring(page, () =>
    page.waitForFunction(isFinished, null, { timeout: LIVE_LIMIT_MS, polling: 500 }),
  )
  const seconds = (performance.now() - started) / 1000
  return { ...frames, perSecond: (32_491 - from) / seconds }
}

/** In the page. The threshold is low enough that edges are kept all through the run. */
async function startRun({ model, text }: { model: string; text: string }): Promise<string> {
  const parsed = await patchbay.call('prompts.parse', { text, fileName: 'prompts.json' })
  if (!parsed.ok) throw new Error(parsed.error.message)
  if (parsed.value.kind !== 'rows') throw new Error('there are no rows in it')
  const prompts = { name: 'random', bos: 'no' as const, rows: parsed.value.rows }
  const options = { metric: 'logit_diff', threshold: 0.004, order: 'reference', absolute: false } as const
  const started = await patchbay.call('runs.start', {
    config: { method: 'acdc', model, prompts, ...options },
    name: 'live',
  })
  if (!started.ok) throw new Error(started.error.message)
  return started.value.id
}

// In the page. Looking by roles would read the whole document each time, in the frames that are measured.

function isGraphThere(): boolean {
  return document.querySelector('[role="application"][aria-label^="Circuit graph"]') !== null
}

function isCircuitThere(): boolean {
  const graph = document.querySelector('[role="application"][aria-label^="Circuit graph"]')
  return /^Circuit graph, [1-9]/.test(graph?.getAttribute('aria-label') ?? '')
}

function isFinished(): boolean {
  return document.querySelector('[aria-label="Run state"]')?.textContent?.includes('finished') ?? false
}

/** In the page: how many edges the run has decided. */
async function progressOf(id: string): Promise<number> {
  const answer = await patchbay.call('runs.get', { id })
  return answer.ok ? answer.value.summary.edgesDecided : 0
}

function twoFrames(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
}
