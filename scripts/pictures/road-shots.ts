import { compareRuns, openRun, show } from '../picture-steps'
import { MADE } from './made-runs'
import { button, choose, discover, escape, find, type Shot } from './shot'

export const EXPLAINED: Shot[] = [
  {
    name: 'explain-head',
    prepare: async (page) => {
      await discover(page)
      await find(page, '1.2')
      await button(page, 'Explain 1.2').first().click()
      // Its numbers are those of all prompts once that is said of them.
      const panel = page.getByRole('dialog', { name: 'Explanation' })
      await panel.getByRole('table', { name: 'Scores' }).waitFor()
      await panel.getByText('Comparing it with').waitFor({ state: 'hidden' })
    },
    leave: escape,
  },
  {
    name: 'explain-edge',
    prepare: async (page) => {
      await discover(page)
      const kept = page.getByRole('list', { name: /Kept edges/ }).getByRole('button')
      await kept.filter({ hasText: '1.2.v ← MLP 0' }).click()
      await button(page, 'Explain this edge').click()
      await page.getByRole('table', { name: 'What the edge carries' }).waitFor()
    },
    leave: escape,
  },
  {
    name: 'explain',
    prepare: async (page) => {
      await discover(page)
      await show(page, 'Explain')
      await page.getByRole('group', { name: 'Circuit by roles' }).waitFor()
    },
  },
]

/** The views on the road but Discover. */
export const STAGES: Shot[] = [
  {
    name: 'dataset',
    prepare: async (page) => {
      await discover(page)
      await show(page, 'Dataset')
      await page
        .getByText(/% right/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'make-prompts',
    prepare: async (page) => {
      await show(page, 'Dataset')
      await button(page, /^Make/).click()
    },
    leave: escape,
  },
  ...['Screen', 'Confirm', 'Trace', 'Judge'].map((view): Shot => ({
    name: view.toLowerCase(),
    prepare: async (page) => {
      await openRun(page, MADE.stages)
      await show(page, view)
    },
  })),
  { name: 'judge-circuit', prepare: (page) => openRun(page, MADE.judged) },
]

export const COMPARED: Shot[] = [
  { name: 'compare', prepare: (page) => compareRuns(page, [MADE.circuit, MADE.other]) },
  { name: 'compare-scores', prepare: (page) => compareRuns(page, [MADE.circuit, MADE.scores]) },
  {
    name: 'compare-prompts',
    prepare: async (page) => {
      await compareRuns(page, [MADE.circuit, MADE.other])
      await choose(page, 'Shown', 'Prompts')
    },
    leave: (page) => choose(page, 'Shown', 'Graph'),
  },
  {
    name: 'compare-several',
    prepare: (page) => compareRuns(page, [MADE.circuit, MADE.wide, MADE.other, MADE.scores]),
  },
  {
    name: 'sweep',
    prepare: async (page) => {
      await show(page, 'Sweep')
      await page.getByLabel('Sweep on screen').selectOption({ index: 1 })
      await page
        .getByRole('table', { name: 'Circuits of the sweep' })
        .getByRole('button', { name: 'τ 0.03' })
        .click()
    },
  },
]
