import type { JSHandle, Page } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

test('from a finished ACDC to the explanation of its strongest edge in two clicks', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const [strongest] = await page.getByRole('list', { name: 'Kept edges' }).getByRole('button').all()
  const edge = (await strongest.textContent())!.split(',')[0]
  await strongest.click()
  await page.getByRole('button', { name: 'Explain this edge' }).click()
  const panel = page.getByRole('dialog', { name: 'Explanation' })
  await expect(panel.getByRole('heading', { name: edge, exact: true })).toBeVisible()
  await expect(panel.getByRole('alert')).toHaveCount(0)
})

test('the circuit of the sample is explained by the roles that it was built with', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await openExplained(bench)
  const groups = page.getByRole('complementary', { name: 'Groups' })
  const induction = groups.getByRole('region', { name: 'Induction head', exact: true })
  await expect(induction).toContainText('1 induction head: ')
  await expect(groups.getByRole('region', { name: 'Previous-token head', exact: true })).toContainText(
    '1 previous-token head: ',
  )
  const picture = page.getByRole('group', { name: 'Circuit by roles' })
  await expect(picture.getByRole('button', { name: '1.2, suggested' })).toBeVisible()
  // A line that is upright has no width, which counts as hidden.
  const line = picture.getByRole('button', { name: '1 edge from Previous-token head to Induction head (k)' })
  await expect(line).toBeAttached()
  await expect(page.getByRole('region', { name: 'Direct attribution' })).toContainText('Logit difference')

  // From a group to a prompt of its numbers, and from there to the head on it.
  await induction.getByRole('button', { name: /^Induction head/ }).click()
  await induction.getByRole('list', { name: 'By prompt' }).getByRole('button').first().click()
  const panel = page.getByRole('dialog', { name: 'Explanation' })
  await expect(panel.getByRole('heading', { name: '1.2', exact: true })).toBeVisible()
})

test('an accepted role is seen in Compare and in the circuit as JSON, and is kept', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.runToTheEnd()
  await openExplained(bench)
  const inGroups = (name: string) =>
    app.page.getByRole('complementary', { name: 'Groups' }).getByRole('button', { name })
  await inGroups('Accept 1 as Induction head').click()
  await expect(inGroups('Accept 1 as Induction head')).toHaveCount(0)
  const picture = () => app.page.getByRole('group', { name: 'Circuit by roles' })
  await expect(picture().getByRole('button', { name: '1.2', exact: true })).toBeVisible()

  const { id } = await bench.runSummary(1)
  const circuit = JSON.parse((await bench.ask('runs.export', { id, format: 'json' })).text) as {
    patchbay: { roles: { node: string; label: string }[] }
  }
  expect(circuit.patchbay.roles).toMatchObject([{ node: 'a1.h2', label: 'Induction head' }])

  await bench.show('Compare')
  const legend = app.page.getByRole('list', { name: 'Roles' })
  await expect(legend.getByRole('listitem', { name: 'Induction head: 1.2' })).toBeVisible()

  await app.restart()
  await bench.show('Explain')
  await expect(picture().getByRole('button', { name: '1.2', exact: true })).toBeVisible()
})

test('the explanation is saved as JSON, CSV, SVG and PNG', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await openExplained(bench)
  await page.getByRole('group', { name: 'Circuit by roles' }).waitFor()
  const saved = await catchFiles(page)
  const save = async (item: string) => {
    await page
      .getByRole('complementary', { name: 'Groups' })
      .getByRole('button', { name: 'Export', exact: true })
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await save('Explanation as JSON')
  await save('Nodes as CSV')
  await save('Picture as SVG')
  await save('Picture as PNG')
  await expect.poll(() => saved.evaluate((files) => files.map(({ name }) => name))).toHaveLength(4)
  const files = await saved.evaluate((all) =>
    Promise.all(
      all.map(async ({ name, blob }) => ({
        name,
        type: blob.type,
        size: blob.size,
        text: await blob.text(),
      })),
    ),
  )
  expect(files.map(({ name }) => name.split('.').at(-1))).toEqual(['json', 'csv', 'svg', 'png'])
  const [json, csv, svg, png] = files
  const explained = JSON.parse(json.text) as { nodes: { node: string }[]; totals: { gap: number } }
  expect(explained.nodes.map(({ node }) => node)).toEqual(['input', 'a0.h1', 'a1.h2'])
  expect(Math.abs(explained.totals.gap)).toBeLessThan(1e-4)
  const [head, first] = csv.text.split('\n')
  expect(head).toContain('node,group,role,said_by')
  expect(head).toMatch(/,about_certificate,about_prompts,about_prompts_hash,.*,about_Patchbay,about_ONNX_Runtime$/)
  expect(first).toContain(',tokens:')
  expect(svg.text).toContain('>Induction head')
  expect(svg.text).not.toContain('class=')
  expect(png.size).toBeGreaterThan(5000)
})

test('a circuit without edges and a model without prompts say so', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  // The sample brings a metric and a threshold of its own.
  await expect(page.getByRole('banner')).toContainText('Induction (2 layers')
  await bench.setMetric('probability difference')
  await bench.setThreshold('5')
  await bench.runToTheEnd()
  await page.getByRole('button', { name: 'Explain this circuit' }).click()
  const view = page.getByRole('region', { name: 'Explain', exact: true })
  await expect(view.getByRole('heading', { name: 'The circuit has no edges' })).toBeVisible()

  await bench.show('Dataset')
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await bench.show('Explain')
  await view.getByLabel('What is explained').selectOption('model')
  await expect(view.getByRole('heading', { name: 'Nothing to explain yet' })).toBeVisible()
})

/** The circuit of a run with the form as it is, in Explain. */
async function openExplained(bench: Workbench): Promise<void> {
  await bench.runToTheEnd()
  await bench.page.getByRole('button', { name: 'Explain this circuit' }).click()
}

type CaughtFile = { name: string; blob: Blob }

/** Files that the page would save, which each shell does differently. */
function catchFiles(page: Page): Promise<JSHandle<CaughtFile[]>> {
  return page.evaluateHandle(() => {
    const files: CaughtFile[] = []
    const blobs = new Map<string, Blob>()
    const urlOf = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob) => {
      const url = urlOf(blob)
      blobs.set(url, blob as Blob)
      return url
    }
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      files.push({ name: this.download, blob: blobs.get(this.href)! })
    }
    return files
  })
}
