import { type Locator } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

/** Terms and values on a card. */
async function factsOf(card: Locator): Promise<Map<string, string>> {
  const pairs = await card
    .locator('dt')
    .evaluateAll((terms) =>
      terms.map((term) => [term.textContent ?? '', term.nextElementSibling?.textContent ?? ''] as const),
    )
  return new Map(pairs)
}

const numberOf = (shown: string) =>
  Number(/[+-]?\d[\d,]*\.?\d*/.exec(shown.replaceAll('−', '-'))![0].replaceAll(',', ''))

/** The sum holds to the last printed digit. */
function expectSum(before: string, change: string, after: string): void {
  const digits = /\.(\d+)/.exec(before)![1].length
  expect((numberOf(before) + numberOf(change)).toFixed(digits)).toBe(numberOf(after).toFixed(digits))
}

async function rowOf(table: Locator, name: string): Promise<string[]> {
  return table.getByRole('row').filter({ hasText: name }).first().locator('td').allInnerTexts()
}

test('the cards of a workflow and of an ACDC run add up and agree', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Screen')
  await page.getByRole('button', { name: 'Screen, confirm, trace, judge' }).click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 90_000 })

  await bench.show('Confirm')
  const panel = page.getByRole('region', { name: 'Confirmed sites' })
  const base = numberOf(/clean run ([\d.−]+) \+ effect/.exec(await panel.innerText())![1])
  for (const row of await panel.locator('tbody tr').all()) {
    const [, patched, effect] = await row.locator('td').allInnerTexts()
    expect(Math.abs(base + numberOf(effect) - numberOf(patched))).toBeLessThanOrEqual(2e-4)
  }

  await bench.show('Trace')
  await page.getByRole('list', { name: 'Traced edges' }).getByRole('button').first().click()
  const traced = page
    .getByRole('complementary', { name: 'Tracing' })
    .getByRole('region', { name: 'Edge', exact: true })
  const edge = (await traced.locator('h3').innerText()).trim()
  const inTrace = await factsOf(traced)
  const clean = 'Logit difference, clean run'
  expectSum(inTrace.get(clean)!, inTrace.get('Effect')!, inTrace.get('Patched')!)

  await bench.show('Judge')
  const judgement = page.getByRole('complementary', { name: 'Judgement' })
  const metrics = page.getByRole('table', { name: 'Metrics' })
  const [, full, circuit, corrupt] = (await rowOf(metrics, 'logit difference')).map((text, i) =>
    i ? numberOf(text) : NaN,
  )
  const headline = await page.getByRole('status', { name: 'Faithfulness' }).innerText()
  expect(Math.abs(numberOf(headline) / 100 - (circuit - corrupt) / (full - corrupt))).toBeLessThan(1e-3)
  expect(headline).toContain(`${(await rowOf(metrics, 'edges')).at(-2)} edges`)
  const worst = page.getByRole('list', { name: 'Faithfulness by prompt' }).getByRole('listitem').first()
  const [prompt, share] = (await worst.getAttribute('aria-label'))!.split(/, (?=[^,]* %$)/)
  expect((await factsOf(judgement)).get('Worst prompt')).toBe(`${share}: ${prompt}`)
  const minimality = page.getByRole('region', { name: 'Minimality' })
  const whole = numberOf(/circuit ([^ ]+) %/.exec(await minimality.innerText())![1])
  for (const row of await minimality.locator('tbody tr').all()) {
    const [, without, change] = (await row.locator('td').allInnerTexts()).map((text, i) =>
      i ? numberOf(text) : NaN,
    )
    expect(Math.abs(whole + change - without)).toBeLessThanOrEqual(0.1501)
    expect(change).toBeLessThan(0)
  }

  await bench.show('Discover')
  await bench.setMetric('logit difference')
  await bench.setThreshold('0.5')
  await bench.runToTheEnd()
  await page
    .getByRole('list', { name: 'Kept edges' })
    .getByRole('button', { name: new RegExp(`^${edge.replaceAll('.', '\\.')} ?,`) })
    .click()
  const card = page
    .getByRole('complementary', { name: 'Inspector' })
    .getByRole('region', { name: 'Edge', exact: true })
  const facts = await factsOf(card)
  // Measured again: the last bits of float32 differ.
  for (const name of [clean, 'Effect', 'Patched'])
    expect(numberOf(facts.get(name)!)).toBeCloseTo(numberOf(inTrace.get(name)!), 4)
  expectSum(facts.get(clean)!, facts.get('Effect')!, facts.get('Patched')!)
  expectSum(facts.get('Logit difference before')!, facts.get('Change')!, facts.get('When cut')!)
  expect(numberOf(facts.get('Harm of removal')!)).toBe(-numberOf(facts.get('Change')!))
})
