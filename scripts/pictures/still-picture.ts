import { writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { inProject } from '../project'
import { indexedPng } from './indexed-png'

const MOST_TRIES = 60
const BETWEEN_MS = 150

/** The page once it stands still, as two pictures one after the other that are alike. @throws Error where it never does */
export async function stillPicture(page: Page): Promise<Buffer> {
  // Tips and highlights belong to whoever points; a picture shows the view alone.
  await page.mouse.move(0, 0)
  let last = await page.screenshot()
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await page.waitForTimeout(BETWEEN_MS)
    const next = await page.screenshot()
    if (next.equals(last)) return next
    last = next
  }
  throw new Error('the page does not stand still')
}

/** A picture for docs/, which everybody downloads: as small as it gets. */
export async function docPicture(page: Page, name: string): Promise<void> {
  writeFileSync(inProject(`docs/pictures/${name}.png`), indexedPng(await stillPicture(page)))
}
