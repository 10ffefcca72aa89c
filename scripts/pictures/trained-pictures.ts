import type { Page } from '@playwright/test'
import type { AcdcConfig } from '../../contract'
import { withBrowserShell } from '../browser-shell'
import { compareRuns, finishedRun, openRun, readRows, show } from '../picture-steps'
import { docPicture } from './still-picture'
import { heldOutPairs } from '../../samples/train/tasks'

/** `npm run pictures -- trained`: the figures of docs/trained-sample.md, taken of the program with the sample itself. */
const MODEL = 'sample:trained'
const THRESHOLDS = [0.1, 0.01, 0.001]

export async function takeTrainedPictures(): Promise<void> {
  await withBrowserShell({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, async (page) => {
    const take = (name: string) => docPicture(page, `trained-${name}`)
    const sets = []
    for (const seed of [1, 2]) {
      const text = JSON.stringify({ prompts: heldOutPairs('ioi', { seed, count: 32 }) })
      const rows = await page.evaluate(readRows, text)
      sets.push({ name: `ioi, seed ${seed}`, bos: 'tokenizer' as const, rows })
    }
    for (const prompts of sets) {
      for (const threshold of THRESHOLDS) {
        const config: AcdcConfig = {
          ...{ method: 'acdc', model: MODEL, prompts, metric: 'kl', threshold },
          ...{ order: 'reference', absolute: false },
        }
        await page.evaluate(finishedRun, { config, name: `${prompts.name} at ${threshold}` })
      }
    }
    const workflow = {
      ...{ model: MODEL, prompts: sets[0], method: 'workflow' as const, metric: 'logit_diff' as const },
      ...{ direction: 'noising' as const, top: 12 },
    }
    await page.evaluate(finishedRun, { config: workflow, name: 'four stages' })
    for (const threshold of THRESHOLDS) {
      await openRun(page, `ioi, seed 1 at ${threshold}`)
      await take(`circuit-${threshold}`)
    }
    await takeExplained(page, take)
    await compareRuns(page, ['ioi, seed 1 at 0.001', 'ioi, seed 2 at 0.001'])
    await take('compare')
    await openRun(page, 'four stages')
    await show(page, 'Screen')
    await page
      .getByRole('grid', { name: /^Effect by layer and head/ })
      .first()
      .waitFor()
    await take('screen')
    await show(page, 'Judge')
    await page.getByRole('region', { name: 'Judge' }).waitFor()
    await take('judge')
  })
}

/** The circuit at 0.01 explained: by roles, one of its heads, and the edge into that head's value. */
async function takeExplained(page: Page, take: (name: string) => Promise<unknown>): Promise<void> {
  await openRun(page, 'ioi, seed 1 at 0.01')
  await page.getByRole('button', { name: 'Explain this circuit' }).click()
  await page.getByRole('button', { name: 'Accept 2' }).waitFor()
  await take('explain')
  await openRun(page, 'ioi, seed 1 at 0.01')
  await page
    .getByRole('list', { name: /Kept edges/ })
    .getByRole('button', { name: /1\.2\.v ← MLP 0/ })
    .click()
  await page.getByRole('button', { name: 'Explain this edge' }).click()
  const panel = page.getByRole('dialog', { name: 'Explanation' })
  await panel.getByRole('table', { name: 'What the edge carries' }).waitFor()
  await take('edge')
  await panel.getByRole('button', { name: 'What 1.2 does' }).click()
  const map = panel.getByRole('application', { name: /^Attention of 1\.2/ })
  await map.focus()
  await panel.getByRole('table', { name: 'Scores' }).waitFor()
  for (let key = 0; key < 9; key++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await panel.getByRole('list', { name: 'Into the query' }).waitFor()
  await take('head')
  await panel.getByRole('button', { name: 'Close' }).click()
}
