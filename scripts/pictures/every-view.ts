import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { makeLargeRuns, makeTrainedRuns } from './made-runs'
import { AROUND } from './around-shots'
import { DISCOVER, LARGE } from './discover-shots'
import { EMPTY, TOUR } from './empty-shots'
import { COMPARED, EXPLAINED, STAGES } from './road-shots'
import type { Shot } from './shot'
import { stillPicture } from './still-picture'

const SCHEMES = ['dark', 'light'] as const
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

/**
 * Every view in both themes and sizes, before the first run and after, as `NAME-dark-1440.png` in a folder: those whose
 * name has one of the words of `only`.
 * @throws Error which pictures could not be taken, once all others were
 */
export async function takeEveryView(page: Page, folder: string, only: string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  page.setDefaultTimeout(15_000)
  const problems: string[] = []
  const errors = (text: string) => problems.push(`the page said: ${text}`)
  page.on('pageerror', (error) => errors(error.message))
  page.on('console', (message) => message.type() === 'error' && errors(message.text()))
  await page.getByRole('application', { name: /^Circuit graph/ }).waitFor()
  const parts: { shots: Shot[]; make?: (page: Page) => Promise<void> }[] = [
    { shots: EMPTY },
    { shots: TOUR },
    { shots: [...DISCOVER, ...EXPLAINED, ...STAGES, ...COMPARED, ...AROUND], make: makeTrainedRuns },
    { shots: LARGE, make: makeLargeRuns },
  ]
  for (const { shots, make } of parts) {
    const wanted = chosen(shots, only)
    if (wanted.length > 0) await make?.(page)
    problems.push(...(await takeAll(page, folder, wanted)))
  }
  if (problems.length > 0) throw new Error(`Not all went well:\n${problems.join('\n')}`)
}

const chosen = (shots: Shot[], words: string[]) =>
  shots.filter(({ name }) => words.some((word) => name.includes(word)))

async function takeAll(page: Page, folder: string, shots: Shot[]): Promise<string[]> {
  const problems: string[] = []
  for (const size of SIZES)
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const shot of shots) {
        const file = `${shot.name}-${colorScheme}-${size.width}.png`
        for (const problem of await takeOne(page, shot, path.join(folder, file)))
          problems.push(`${file}: ${problem}`)
      }
    }
  return problems
}

/** What went wrong; the page is left as it was found even then. */
async function takeOne(page: Page, { prepare, leave }: Shot, file: string): Promise<string[]> {
  const problems: string[] = []
  const attempt = async (act: () => Promise<unknown> | undefined) => {
    try {
      await act()
    } catch (error) {
      problems.push(error instanceof Error ? error.message.split('\n')[0] : String(error))
    }
  }
  await attempt(async () => {
    await prepare(page)
    writeFileSync(file, await stillPicture(page))
  })
  await attempt(() => leave?.(page))
  return problems
}
