import type { Page } from '@playwright/test'
import { findViolations } from './accessibility'
import { expect, test, type App } from './shells'
import { Workbench, type ViewTitle } from './workbench'

const VIEWS: ViewTitle[] = [
  'Model',
  'Dataset',
  'Screen',
  'Confirm',
  'Trace',
  'Discover',
  'Judge',
  'Explain',
  'Compare',
  'Sweep',
  'Runs',
  'Settings',
]

test('every view is accessible in both themes', async ({ app }) => {
  const { bench, scan, found } = await scanned(app)
  await bench.show('Screen')
  await scan('Screen, empty')
  await bench.show('Discover')
  await bench.runToTheEnd()
  for (const view of VIEWS) {
    await bench.show(view)
    await scan(view)
  }
  expect([...found]).toEqual([])
})

test('every panel, menu and dialog is accessible in both themes', async ({ app }) => {
  const { bench, scan, found } = await scanned(app)
  const { page } = app
  await bench.show('Discover')
  await bench.runToTheEnd()
  await page.getByRole('radiogroup', { name: 'What is shown' }).getByText('Table').click()
  await expect(page.getByRole('table', { name: 'Edges of the circuit' })).toHaveAttribute(
    'aria-rowcount',
    '6',
  )
  await scan('Table of the graph')
  await bench.show('Sweep')
  for (const where of ['Workers at a Redis', 'Slurm, from a folder', 'This machine']) {
    await page.getByRole('radiogroup', { name: 'Where it is computed' }).getByText(where).click()
    await scan(`Sweep, ${where}`)
  }
  await bench.show('Runs')
  await page.getByRole('button', { name: 'Actions for run 1', exact: true }).click()
  await scan('Menu of a run')
  await page.getByRole('menuitem', { name: 'Show as a command' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await scan('Dialog of a run')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('ControlOrMeta+k')
  await scan('Palette')
  expect([...found]).toEqual([])
})

/** What is wrong in the states that are scanned is gathered: all of it is listed at the end. */
async function scanned(app: App) {
  const bench = new Workbench(app)
  const found = new Set<string>()
  const scan = async (state: string) => {
    for (const line of await inBothThemes(app.page)) found.add(`${state}: ${line}`)
  }
  await expect(bench.control('Run ACDC')).not.toHaveAttribute('aria-disabled', 'true')
  return { bench, scan, found }
}

/** Every rule in the dark theme, and those about colours in the light one. */
async function inBothThemes(page: Page): Promise<string[]> {
  await useTheme(page, 'dark')
  const dark = await findViolations(page, 'all')
  await useTheme(page, 'light')
  return [...dark, ...(await findViolations(page, 'colours'))]
}

/** The page follows the system's theme in its own time: between the two, text of one is on the ground of the other. */
async function useTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme)
  // Of what is in a closed panel, finished transitions stay on the list.
  const settled = () =>
    document
      .getAnimations()
      .every((each) => !(each instanceof CSSTransition) || each.playState === 'finished')
  await page.waitForFunction(settled)
}
