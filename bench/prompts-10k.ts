import type { CDPSession, Page } from '@playwright/test'
import { withBrowserShell } from '../scripts/browser-shell.ts'

/**
 * How the Dataset form does with 10,000 rows: imports them in the browser shell, scrolls and types while they are checked in
 * the background and after that. Prints frames, milliseconds from a key to the frame that shows it, and what of that the
 * page's own thread was busy, which other programs on the machine change less.
 *
 *   node scripts/run.mjs run-ts bench/prompts-10k.ts [rows]
 */

const EDIT_LIMIT_MS = 50
const LETTERS = 20

const FIRST = 'Anna Clara Lily Emma Tom Jack Peter David Sara Ben'.split(' ')
const LAST = 'Smith Hill Wood Ford Lee Stone Lake Field'.split(' ')
const VERBS = ['met', 'called', 'helped']

/** Rows in the words of the bundled sample, each another one. */
function promptsFile(count: number): Buffer {
  const pick = (of: string[], i: number) => of[i % of.length]
  const prompts = Array.from({ length: count }, (_, i) => {
    const [a, b] = [i, i + 1 + (i % 7)].map((n) => pick(FIRST, n))
    const [s, t] = [Math.floor(i / 10), Math.floor(i / 10) + 1 + (i % 5)].map((n) => pick(LAST, n))
    const [verb, other] = [pick(VERBS, Math.floor(i / 80)), pick(LAST, Math.floor(i / 240))]
    const side = (name: string) => `${a} ${s} ${verb} ${b} ${t} and ${other} then ${name}`
    return { clean: side(a), corrupt: side(b), answers: [s], wrong_answers: [t] }
  })
  return Buffer.from(JSON.stringify({ prompts }))
}

async function main(count: number): Promise<void> {
  await withBrowserShell({ viewport: { width: 1440, height: 900 } }, async (page) => {
    const cdp = await page.context().newCDPSession(page)
    // Processor time of the page's thread: what other programs take is not in it.
    await cdp.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
    await cdp.send('Performance.enable')
    await page.getByRole('button', { name: 'Dataset', exact: true }).click()
    const began = performance.now()
    const buffer = promptsFile(count)
    const file = { name: 'many.json', mimeType: 'application/json', buffer }
    await page.getByLabel('Prompt file').setInputFiles(file)
    await page
      .getByText(`of ${count.toLocaleString('en-US')} rows ready`)
      .first()
      .waitFor()
    print(`first tokens after ${ms(performance.now() - began)}`)
    await measure(page, cdp, 'while checking')
    await page
      .getByText(`${count.toLocaleString('en-US')} rows ready`, { exact: false })
      .first()
      .waitFor()
    await page.getByText(/^checking|· checking/).waitFor({ state: 'detached', timeout: 600_000 })
    print(`all tokens after ${ms(performance.now() - began)}`)
    await page
      .getByRole('button', { name: /^Keep right rows/ })
      .and(page.locator(':enabled'))
      .waitFor({ timeout: 600_000 })
    print(`all measured after ${ms(performance.now() - began)}`)
    await measure(page, cdp, 'afterwards')
  })
}

async function measure(page: Page, cdp: CDPSession, when: string): Promise<void> {
  const scrolling = await busyWhile(cdp, () => scroll(page))
  const frames = scrolling.result
  print(
    `scrolling ${when}: ${frames.length} frames, median ${ms(at(frames, 0.5))}, p95 ${ms(at(frames, 0.95))}, busy ${ms(scrolling.busyMs / frames.length)} a frame`,
  )
  const edits = await busyWhile(cdp, () => type(page))
  const busy = edits.busyMs / edits.result.length
  print(
    `typing ${when}: median ${ms(at(edits.result, 0.5))}, p95 ${ms(at(edits.result, 0.95))} to the frame, busy ${ms(busy)} a letter (${EDIT_LIMIT_MS} ms allowed)`,
  )
}

/** What is done, and how long the page's thread was busy meanwhile. */
async function busyWhile<T>(cdp: CDPSession, act: () => Promise<T>): Promise<{ result: T; busyMs: number }> {
  const taskSeconds = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)!.value
    if (process.env.BENCH_PARTS)
      print(
        ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration']
          .map((name) => `${name} ${of(name).toFixed(3)}`)
          .join(', '),
      )
    return of('TaskDuration')
  }
  const before = await taskSeconds()
  const result = await act()
  return { result, busyMs: 1000 * ((await taskSeconds()) - before) }
}

/** Milliseconds of every frame while the rows are scrolled. */
function scroll(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const box = document.querySelector('[aria-label="Prompt pairs"]')!.parentElement!
    const times: number[] = []
    let last = await new Promise<number>(requestAnimationFrame)
    for (let frame = 0; frame < 180; frame++) {
      box.scrollTop += frame % 60 < 30 ? 40 : 400
      const now = await new Promise<number>(requestAnimationFrame)
      times.push(now - last)
      last = now
    }
    box.scrollTop = 0
    return times
  })
}

/** Milliseconds from each letter to the frame after it. */
async function type(page: Page): Promise<number[]> {
  const field = page.getByRole('textbox', { name: 'Clean prompt, row 2', exact: true })
  await field.waitFor()
  await field.focus()
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { benchKeys: times })
    addEventListener(
      'keydown',
      () => {
        const began = performance.now()
        // The frame in which it is painted has begun when the next one does.
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - began)))
      },
      { capture: true },
    )
  })
  for (let letter = 0; letter < LETTERS; letter++) {
    await page.keyboard.press(letter % 2 === 0 ? 'a' : 'Backspace')
    await page.waitForTimeout(60)
  }
  return page.evaluate(() => (window as unknown as { benchKeys: number[] }).benchKeys)
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

const ms = (value: number) => (value > 2000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(1)} ms`)
const print = (line: string) => console.log(line)

await main(Number(process.argv[2] ?? 10_000))
