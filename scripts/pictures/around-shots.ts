import type { Page } from '@playwright/test'
import { show } from '../picture-steps'
import { button, discover, escape, type Shot } from './shot'

/** What is beside the road, and what opens over a view. */
export const AROUND: Shot[] = [
  {
    name: 'model',
    prepare: async (page) => {
      await discover(page)
      await show(page, 'Model')
    },
  },
  { name: 'runs', prepare: showAllRuns },
  {
    name: 'runs-menu',
    prepare: async (page) => {
      await showAllRuns(page)
      await button(page, 'Actions for run 16').click()
    },
    leave: escape,
  },
  { name: 'runs-command', prepare: (page) => runDialog(page, 'Show as a command'), leave: escape },
  { name: 'runs-changes', prepare: (page) => runDialog(page, /^Run with changes/), leave: escape },
  {
    name: 'self-check',
    prepare: async (page) => {
      await discover(page)
      await show(page, 'Model')
      await button(page, 'Self-check…').click()
      const panel = page.getByRole('dialog', { name: 'Self-check' })
      await panel.getByRole('button', { name: /^(Run self-check|Check again)$/ }).click()
      const running = panel.getByText(/^Run \d+ is running/)
      await running.waitFor()
      await running.waitFor({ state: 'hidden' })
    },
    leave: escape,
  },
  { name: 'settings', prepare: (page) => show(page, 'Settings') },
  { name: 'help', prepare: (page) => button(page, 'Help').click(), leave: escape },
  { name: 'palette', prepare: openPalette, leave: escape },
  {
    name: 'palette-found',
    prepare: async (page) => {
      await openPalette(page)
      await page.keyboard.type('1.2')
    },
    leave: escape,
  },
  {
    name: 'keys',
    prepare: async (page) => {
      await discover(page)
      await page.keyboard.press('?')
    },
    leave: escape,
  },
  {
    name: 'term',
    prepare: async (page) => {
      await discover(page)
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Discover' }).focus()
      await page.keyboard.press('Tab')
      await page.getByRole('tooltip').waitFor()
    },
  },
]

async function openPalette(page: Page): Promise<void> {
  await discover(page)
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog', { name: /^Find a command/ }).waitFor()
}

async function runDialog(page: Page, item: string | RegExp): Promise<void> {
  await showAllRuns(page)
  await page.getByLabel('Search runs').fill('names')
  await button(page, 'Actions for run 1').click()
  await page.getByRole('menuitem', { name: item }).click()
  await page.getByRole('dialog').waitFor()
}

async function showAllRuns(page: Page): Promise<void> {
  await show(page, 'Runs')
  await page.getByLabel('Search runs').fill('')
  const none = button(page, 'Choose none')
  if (await none.isVisible()) await none.click()
}
