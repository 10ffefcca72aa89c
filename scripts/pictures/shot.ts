import type { Page } from '@playwright/test'
import { openRun } from '../picture-steps'
import { MADE } from './made-runs'

/** One picture: what is done before it, from wherever the page is, and after it. */
export interface Shot {
  name: string
  prepare: (page: Page) => Promise<unknown>
  leave?: (page: Page) => Promise<unknown>
}

export const escape = (page: Page) => page.keyboard.press('Escape')
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
export const choose = (page: Page, group: string, option: string) =>
  page.getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click()

export function discover(page: Page): Promise<void> {
  return openRun(page, MADE.circuit)
}

export async function asCircuit(page: Page): Promise<void> {
  await choose(page, 'What is shown', 'Circuit')
}

export async function find(page: Page, name: string): Promise<void> {
  await page.getByLabel('Find node or edge').fill(name)
  await page.keyboard.press('Enter')
}
