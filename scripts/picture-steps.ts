import type { Page } from '@playwright/test'
import type { PatchbayBridge, PromptRow, RunConfig } from '../contract'

/** What scripts that take pictures do with the program. */

declare const patchbay: PatchbayBridge

/** In the page: the rows of a prompt file. */
export async function readRows(text: string): Promise<PromptRow[]> {
  const answer = await patchbay.call('prompts.parse', { text, fileName: 'prompts.json' })
  if (!answer.ok) throw new Error(answer.error.message)
  if (answer.value.kind !== 'rows') throw new Error('there are no rows in it')
  return answer.value.rows
}

/** In the page: runs a method to its end. */
export async function finishedRun(start: { config: RunConfig; name: string }): Promise<void> {
  const started = await patchbay.call('runs.start', start)
  if (!started.ok) throw new Error(started.error.message)
  const { id } = started.value
  for (;;) {
    const answer = await patchbay.call('runs.get', { id })
    if (!answer.ok) throw new Error(answer.error.message)
    if (answer.value.summary.state === 'done') return
    if (answer.value.summary.state === 'failed') throw new Error(answer.value.summary.message ?? 'failed')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
}

export async function openRun(page: Page, name: string): Promise<void> {
  await show(page, 'Runs')
  await page.getByRole('button', { name: new RegExp(`^Open run \\d+, ${name}$`) }).click()
  await page.waitForLoadState('networkidle')
  await page.mouse.move(400, 110)
}

export async function compare(page: Page, a: number, b: number): Promise<void> {
  await show(page, 'Runs')
  for (const run of [a, b]) await page.getByRole('checkbox', { name: `Choose run ${run} to compare` }).check()
  await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
  await page.getByRole('application', { name: /^Union of run/ }).waitFor()
  await page.mouse.move(400, 110)
}
