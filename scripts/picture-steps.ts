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

/** In the page: runs a method to its end, and gives the id of its run. */
export async function finishedRun(start: { config: RunConfig; name: string }): Promise<string> {
  const started = await patchbay.call('runs.start', start)
  if (!started.ok) throw new Error(started.error.message)
  const { id } = started.value
  for (;;) {
    const answer = await patchbay.call('runs.get', { id })
    if (!answer.ok) throw new Error(answer.error.message)
    if (answer.value.summary.state === 'done') return id
    if (answer.value.summary.state === 'failed') throw new Error(answer.value.summary.message ?? 'failed')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
}

const openButton = (name: string) =>
  new RegExp(`^Open run \\d+, ${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)

export async function openRun(page: Page, name: string): Promise<void> {
  await show(page, 'Runs')
  await findRun(page, name)
  await page.getByRole('button', { name: openButton(name) }).click()
  await page.waitForLoadState('networkidle')
  await page.mouse.move(400, 110)
}

/** Of a long list only the rows in sight are in the page. */
async function findRun(page: Page, name: string): Promise<void> {
  await page.getByLabel('Search runs').fill(name)
}

/** Runs by their names, in Compare: two as one graph, more beside each other. */
export async function compareRuns(page: Page, names: string[]): Promise<void> {
  await show(page, 'Runs')
  const none = page.getByRole('button', { name: 'Choose none' })
  if (await none.isVisible()) await none.click()
  for (const name of names) {
    await findRun(page, name)
    const opens = page.getByRole('button', { name: openButton(name) })
    await page.getByRole('row').filter({ has: opens }).getByRole('checkbox').check()
  }
  await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
  if (names.length === 2) await page.getByRole('application', { name: /^Union of run/ }).waitFor()
  else await page.getByRole('table', { name: 'Jaccard index of edges' }).waitFor()
  await page.mouse.move(400, 110)
}
