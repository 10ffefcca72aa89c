import type { Page } from '@playwright/test'
import { withBrowserShell } from './browser-shell.ts'
import { inProject } from './project.ts'
import { takeStoryPictures } from './story-pictures.ts'
import { takeTrainedPictures } from './trained-pictures.ts'

/** `npm run pictures`: the README's pictures, taken of the program itself with the bundled sample. */
export async function main(args: string[]): Promise<void> {
  if (args[0] === 'stories') return takeStoryPictures()
  if (args[0] === 'trained') return takeTrainedPictures()
  for (const colorScheme of ['dark', 'light'] as const) {
    await withBrowserShell({ viewport: { width: 1440, height: 900 }, colorScheme }, async (page) => {
      const take = (name: string) =>
        page.screenshot({ path: inProject(`docs/pictures/${name}-${colorScheme}.png`) })
      await runAtThreshold(page, '0.02', 5)
      await take('discover')
      await runAtThreshold(page, '5', 3)
      await page.getByRole('button', { name: 'Compare', exact: true }).click()
      await page.getByRole('application', { name: /^Union of run/ }).waitFor()
      await take('compare')
      await page.getByRole('button', { name: 'Dataset', exact: true }).click()
      await page.getByText('100 % right').waitFor()
      await take('dataset')
    })
  }
}

async function runAtThreshold(page: Page, threshold: string, kept: number): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Threshold' }).fill(threshold)
  await page.getByRole('button', { name: 'Run ACDC' }).click()
  await page.getByText(`${kept} kept`).waitFor()
  // Tooltips and hover belong to whoever points; a picture shows the view alone.
  await page.mouse.move(400, 110)
  await page.getByRole('application', { name: /^Circuit graph/ }).waitFor()
}
