import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { AcdcConfig } from '../../contract'
import { withBrowserShell } from '../browser-shell'
import { compareRuns, finishedRun, openRun, readRows, show } from '../picture-steps'
import { inProject } from '../project'
import { docPicture } from './still-picture'

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
    const take = (name: string) => docPicture(page, `stories-${name}`)
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
    await compareRuns(page, ['pronoun', 'possessive'])
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
