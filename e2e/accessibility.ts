import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** Rules that axe leaves out by default. Best practices, such as one first heading, it has by default. */
const FURTHER_RULES = [
  'label-content-name-mismatch',
  'css-orientation-lock',
  'table-fake-caption',
  'td-has-header',
]
/** What depends on the colour scheme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** What is wrong on the page as it is now, a line for each element, and with what. */
export async function findViolations(page: Page, rules: 'all' | 'colours'): Promise<string[]> {
  // Electron cannot open the page in which axe would gather what it finds in frames. There are none.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  if (rules === 'colours') axe.withRules(COLOUR_RULES)
  else {
    const further = Object.fromEntries(FURTHER_RULES.map((rule) => [rule, { enabled: true }]))
    // What floats is outside all landmarks, and belongs to the control that opened it.
    const isFloating = (await page.locator('[data-portal] > *').count()) > 0
    axe.options({ rules: { ...further, region: { enabled: !isFloating } } })
  }
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join('; ')
      return `${id} (${impact}): ${html.slice(0, 200)}: ${why}`
    }),
  )
}
