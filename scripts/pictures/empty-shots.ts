import type { Page } from '@playwright/test'
import { show } from '../picture-steps'
import { button, type Shot } from './shot'

const VIEWS = [
  'Model',
  'Dataset',
  'Screen',
  'Confirm',
  'Trace',
  'Judge',
  'Explain',
  'Compare',
  'Sweep',
  'Runs',
]

/** Before anything was computed. */
export const EMPTY: Shot[] = [
  { name: 'first', prepare: (page) => show(page, 'Discover') },
  ...VIEWS.map((view) => ({
    name: `empty-${view.toLowerCase()}`,
    prepare: async (page: Page) => {
      await show(page, view)
      if (view === 'Explain') await page.getByRole('group', { name: 'Circuit by roles' }).waitFor()
    },
  })),
]

/** It opens the trained sample. */
export const TOUR: Shot[] = [
  {
    name: 'tour',
    prepare: async (page) => {
      await show(page, 'Discover')
      await page.getByRole('button', { name: /^(Take the tour|Go on with the tour)$/ }).click()
      await page.getByRole('region', { name: 'Tour' }).waitFor()
      await show(page, 'Dataset')
      await page
        .getByText(/% right/)
        .first()
        .waitFor()
    },
    leave: (page) => button(page, 'Leave the tour').click(),
  },
]
