import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Hub, startHub } from './hub-server'
import { expect, test as base } from './shells'
import { Workbench } from './workbench'

const MODEL = 'example/induction'
const WEIGHTS = 'model.safetensors'

/** The app asks this server in place of the hub, and has a cache of its own. */
const test = base.extend<{ hub: Hub }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  hub: async ({}, use) => {
    const hub = await startHub({ [MODEL]: path.join(import.meta.dirname, '../samples/induction') })
    await use(hub)
    hub.close()
  },
  appEnv: async ({ hub }, use) => {
    const cache = mkdtempSync(path.join(tmpdir(), 'patchbay-hub-'))
    await use({ HF_ENDPOINT: hub.address, HF_HOME: cache, HF_HUB_CACHE: '', HF_TOKEN: '' })
    rmSync(cache, { recursive: true, force: true })
  },
})

test('a model of the hub is downloaded after its files were shown, goes on after cuts, and is found in the cache', async ({
  app,
  hub,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const field = page.getByLabel('Path or name of a model')
  await expect(page.getByRole('banner')).toContainText('induction')
  await bench.openModel(MODEL)
  const problem = page.getByRole('alert').filter({ hasText: 'The model was not opened' })
  await expect(problem).toContainText(
    `${MODEL} is not in the local cache; nothing was downloaded: press Download or run \`patchbay pull ${MODEL}\`.`,
  )
  expect(await hub.setFaults([])).toEqual([])

  await problem.getByRole('button', { name: 'Download' }).click()
  const plan = page.getByRole('region', { name: 'Download', exact: true })
  await expect(plan).toContainText(`${hub.address}/${MODEL}`)
  await expect(plan.getByRole('list', { name: 'Files' })).toContainText(WEIGHTS)
  const asked = await hub.setFaults([{ path: WEIGHTS, holdAfterBytes: 65_536 }])
  expect(asked.filter(({ path: file }) => file.endsWith(WEIGHTS))).toEqual([])

  await plan.getByRole('button', { name: /^Download \d/ }).click()
  const download = page.getByRole('listitem', { name: `Download of ${MODEL}` })
  const state = download.getByRole('status', { name: 'Download state' })
  await expect(state).toContainText(/^Downloading.* of .*left.*model\.safetensors$/)
  await expect(download.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow', '0')
  await download.getByRole('button', { name: 'Cancel' }).click()
  await expect(state).toContainText('Cancelled')
  await expect(bench.page.getByRole('banner')).toContainText('induction')

  await hub.setFaults([{ path: WEIGHTS, status: 403 }])
  await download.getByRole('button', { name: 'Resume' }).click()
  await expect(state).toContainText('Not downloaded', { timeout: 60_000 })
  await bench.openModel(MODEL)
  await expect(problem).toContainText('is not in the local cache')

  await hub.setFaults([{ path: WEIGHTS, cutAfterBytes: 16_384, times: 2 }])
  await download.getByRole('button', { name: 'Resume' }).click()
  await expect(state).toContainText('Downloaded and checked')
  const ranges = (await hub.setFaults([])).filter(
    ({ path: file, range }) => file.endsWith(WEIGHTS) && range !== null && /^bytes=[1-9]/.test(range),
  )
  expect(ranges.length).toBeGreaterThanOrEqual(3)
  await download.getByRole('button', { name: 'Open model' }).click()
  const facts = page.getByRole('complementary', { name: 'Open model' })
  await expect(facts).toContainText(MODEL)
  await expect(facts).toContainText(/From.*example\/induction @ [0-9a-f]{7}/)

  await field.fill('induct')
  await expect(page.getByRole('option', { name: new RegExp(`^${MODEL}`) })).toBeVisible()
  await page.keyboard.press('Escape')
  await download.getByRole('button', { name: `Take the download of ${MODEL} off this list` }).click()
  await expect(download).toHaveCount(0)
})

test('what the hub refuses is said in a sentence, and nothing is left on the list', async ({ app, hub }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Model')
  await page.getByLabel('Path or name of a model').fill('example/nothing')
  await page.getByRole('option', { name: /^Download example\/nothing/ }).click()
  const plan = page.getByRole('region', { name: 'Download', exact: true })
  await expect(plan.getByRole('alert')).toContainText('Nothing was downloaded')
  await expect(plan.getByRole('alert')).toContainText('example/nothing')
  await plan.getByRole('button', { name: 'Close' }).click()
  await expect(plan).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Downloads' })).toHaveCount(0)
  expect((await hub.setFaults([])).length).toBeGreaterThan(0)
})
