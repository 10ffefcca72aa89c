import type { Locator, Page } from '@playwright/test'
import { framesDuring, type FrameTimes } from './frames'

export const graphOf = (page: Page): Locator => page.getByRole('application', { name: /^Circuit graph/ })

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
  const ms = performance.now() - started
  // What its scores are is asked over the drawing, which has to be free for the pointer.
  await page.getByRole('dialog').getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  return ms
}

/** All edges of a scored run, of which as many are drawn as ever are. */
export async function showEvery(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'Number of edges shown' }).press('End')
  await page.getByRole('application', { name: /^Circuit graph, 32,491/ }).waitFor()
}

/** As many edges are drawn as can be asked for, not the 200 strongest. */
export async function drawMost(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^200 strongest of/ }).click()
  await page.getByRole('menuitem', { name: '1,000' }).click()
  await page.getByRole('button', { name: /^200 strongest of/ }).waitFor({ state: 'detached' })
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

// In the page. Looking by roles would read the whole document each time, in the frames that are measured.

function isGraphThere(): boolean {
  return document.querySelector('[role="application"][aria-label^="Circuit graph"]') !== null
}

function isCircuitThere(): boolean {
  const graph = document.querySelector('[role="application"][aria-label^="Circuit graph"]')
  return /^Circuit graph, [1-9]/.test(graph?.getAttribute('aria-label') ?? '')
}

export function isFinished(): boolean {
  return document.querySelector('[aria-label="Run state"]')?.textContent?.includes('finished') ?? false
}

function twoFrames(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
}
