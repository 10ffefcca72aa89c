import type { AcdcConfig } from '../contract'
import { withBrowserShell } from './browser-shell.ts'
import { compare, finishedRun, openRun, readRows, show } from './picture-steps.ts'
import { inProject } from './project.ts'
import { heldOutPairs } from '../samples/train/tasks.ts'

/** `npm run pictures -- trained`: the figures of docs/trained-sample.md, taken of the program with the sample itself. */
const MODEL = 'sample:trained'
const THRESHOLDS = [0.1, 0.01, 0.001]

export async function takeTrainedPictures(): Promise<void> {
  await withBrowserShell({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' }, async (page) => {
    const take = (name: string) => page.screenshot({ path: inProject(`docs/pictures/trained-${name}.png`) })
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
    await compare(page, 3, 6)
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
