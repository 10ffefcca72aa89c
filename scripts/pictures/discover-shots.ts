import type { Page } from '@playwright/test'
import { compareRuns, openRun } from '../picture-steps'
import { MADE } from './made-runs'
import { asCircuit, choose, discover, escape, find, type Shot } from './shot'

/** Discover with some 30 edges and what it says of them. */
export const DISCOVER: Shot[] = [
  { name: 'discover', prepare: discover },
  {
    name: 'discover-head',
    prepare: async (page) => {
      await discover(page)
      await find(page, '1.2')
    },
    leave: escape,
  },
  {
    name: 'discover-compact',
    prepare: async (page) => {
      await discover(page)
      await page.keyboard.press('c')
    },
    leave: (page) => page.keyboard.press('c'),
  },
  {
    name: 'discover-earlier',
    prepare: async (page) => {
      await discover(page)
      const decision = page.getByRole('slider', { name: 'Decision', exact: true })
      await decision.press('Home')
      for (let step = 0; step < 12; step++) await decision.press('Shift+ArrowRight')
    },
    leave: (page) => page.getByRole('slider', { name: 'Decision', exact: true }).press('End'),
  },
  {
    name: 'discover-rethreshold',
    prepare: async (page) => {
      await discover(page)
      await page.getByRole('tab', { name: 'Re-threshold' }).click()
      await page.getByRole('slider', { name: 'Threshold of the harm of removal' }).press('ArrowRight')
    },
    leave: (page) => page.getByRole('tab').first().click(),
  },
  { name: 'discover-matrix', prepare: (page) => discoverAs(page, 'Edge matrix'), leave: asCircuit },
  { name: 'discover-split', prepare: (page) => discoverAs(page, 'Split'), leave: asCircuit },
  { name: 'discover-table', prepare: (page) => discoverAs(page, 'Table'), leave: asCircuit },
  { name: 'discover-scores', prepare: (page) => openRun(page, MADE.scores) },
]

/** In GPT-2 small's graph: nothing kept, some 100 edges, all 32,491, and in the middle of a run. */
export const LARGE: Shot[] = [
  { name: 'large-0', prepare: (page) => openRun(page, MADE.largeNone) },
  { name: 'large-100', prepare: (page) => openRun(page, MADE.large) },
  { name: 'large-100-matrix', prepare: (page) => large(page, 'Edge matrix'), leave: asCircuit },
  { name: 'large-100-split', prepare: (page) => large(page, 'Split'), leave: asCircuit },
  { name: 'large-100-table', prepare: (page) => large(page, 'Table'), leave: asCircuit },
  { name: 'large-paused', prepare: (page) => openRun(page, MADE.paused) },
  { name: 'large-every', prepare: everyEdge },
  {
    name: 'large-every-matrix',
    prepare: async (page) => {
      await everyEdge(page)
      await choose(page, 'What is shown', 'Edge matrix')
    },
    leave: asCircuit,
  },
  { name: 'large-compare-0', prepare: (page) => compareRuns(page, [MADE.large, MADE.largeNone]) },
  { name: 'large-compare-100', prepare: (page) => compareRuns(page, [MADE.large, MADE.largeOther]) },
  { name: 'large-compare-scores', prepare: (page) => compareRuns(page, [MADE.large, 'every-edge']) },
  {
    name: 'large-compare-several',
    prepare: (page) => compareRuns(page, [MADE.large, MADE.largeOther, MADE.largeNone]),
  },
]

async function discoverAs(page: Page, mode: string): Promise<void> {
  await discover(page)
  await choose(page, 'What is shown', mode)
}

async function large(page: Page, mode: string): Promise<void> {
  await openRun(page, MADE.large)
  await choose(page, 'What is shown', mode)
}

async function everyEdge(page: Page): Promise<void> {
  await openRun(page, 'every-edge')
  await page.getByRole('slider', { name: 'Number of edges shown' }).press('End')
}
