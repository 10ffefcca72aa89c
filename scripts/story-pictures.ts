import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type { AcdcConfig, PatchbayBridge, PromptRow, RunConfig } from '../contract'
import { withBrowserShell } from './browser-shell.ts'
import { inProject } from './project.ts'

/**
 * `npm run pictures -- stories`: the figures of docs/stories260k.md, taken of the program with the real model and
 * the two prompt sets in ../shared.
 */
const MODEL = inProject('../shared/models/stories260K')
const TASKS = {
  pronoun: inProject('../shared/fixtures/stories260k-pronoun/prompts.text.json'),
  possessive: inProject('../shared/data/stories260k-possessive.prompts.json'),
}

export async function takeStoryPictures(): Promise<void> {
  if (!existsSync(MODEL)) throw new Error(`There is no ${path.resolve(MODEL)}: these figures need the model.`)
  await withBrowserShell({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, async (page) => {
    const take = (name: string) => page.screenshot({ path: inProject(`docs/pictures/stories-${name}.png`) })
    for (const [name, file] of Object.entries(TASKS)) {
      const rows = await page.evaluate(readRows, readFileSync(file, 'utf8'))
      const shared = { model: path.resolve(MODEL), prompts: { name, bos: 'tokenizer' as const, rows } }
      const acdc: AcdcConfig = {
        ...{ ...shared, method: 'acdc', metric: 'kl', threshold: 0.01, order: 'reference', absolute: false },
      }
      await page.evaluate(finishedRun, { config: acdc, name })
      const workflow = {
        ...shared,
        method: 'workflow',
        metric: 'logit_diff',
        direction: 'noising',
        top: 12,
      } as const
      await page.evaluate(finishedRun, { config: workflow, name: `${name}, four stages` })
    }
    await openRun(page, 'pronoun')
    await take('pronoun-circuit')
    await compare(page, 1, 3)
    await take('compare')
    await openRun(page, 'pronoun, four stages')
    await show(page, 'Screen')
    await page
      .getByRole('grid', { name: /^Effect by layer and head/ })
      .first()
      .waitFor()
    await take('screen')
    await show(page, 'Confirm')
    await page.getByRole('table', { name: 'Confirmed sites' }).waitFor()
    await take('confirm')
    await show(page, 'Judge')
    await page.getByRole('region', { name: 'Judge' }).waitFor()
    await take('judge')
  })
}

declare const patchbay: PatchbayBridge

async function readRows(text: string): Promise<PromptRow[]> {
  const answer = await patchbay.call('prompts.parse', { text, fileName: 'prompts.json' })
  if (!answer.ok) throw new Error(answer.error.message)
  if (answer.value.kind !== 'rows') throw new Error('there are no rows in it')
  return answer.value.rows
}

async function finishedRun(start: { config: RunConfig; name: string }): Promise<void> {
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

async function show(page: Page, view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
}

async function openRun(page: Page, name: string): Promise<void> {
  await show(page, 'Runs')
  await page.getByRole('button', { name: new RegExp(`^Open run \\d+, ${name}$`) }).click()
  await page.waitForLoadState('networkidle')
  await page.mouse.move(400, 110)
}

async function compare(page: Page, a: number, b: number): Promise<void> {
  await show(page, 'Runs')
  for (const run of [a, b]) await page.getByRole('checkbox', { name: `Choose run ${run} to compare` }).check()
  await page.getByRole('button', { name: 'Compare', exact: true }).last().click()
  await page.getByRole('application', { name: /^Union of run/ }).waitFor()
  await page.mouse.move(400, 110)
}
