import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './shells'
import { Workbench } from './workbench'

const SAMPLE = path.join(import.meta.dirname, '../samples/induction')
/** With reference logits beside the weights. */
const REFERENCED = path.join(import.meta.dirname, '../fixtures/architectures/llama')

const CERTIFIED = /^Model certified/

const certificate = (page: Page) => page.getByRole('region', { name: 'Load certificate' })
const verdict = (page: Page) => certificate(page).getByRole('note', { name: 'Verdict' })

test('a model that is opened is checked, and certified where a reference is beside it', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.show('Model')
  await expect(verdict(page)).toContainText(/[Cc]hecked against itself/)
  await bench.openModel(REFERENCED)
  await expect(page.getByRole('banner')).toContainText('llama')
  await expect(verdict(page)).toContainText(CERTIFIED)
  const checks = certificate(page).getByRole('list', { name: 'Checks' }).getByRole('listitem')
  await expect(checks).toHaveCount(6)
  await expect(checks.filter({ hasText: 'passed' })).toHaveCount(6)
  await certificate(page).getByRole('button', { name: 'Check again' }).click()
  await expect(verdict(page)).toContainText(CERTIFIED)
})

test('checked again, a model is certified by a reference that came since it was opened', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  const folder = path.join(app.folder, 'copy')
  const references = ['data.json', 'ref.json']
  cpSync(REFERENCED, folder, { recursive: true, filter: (from) => !references.includes(path.basename(from)) })
  await bench.openModel(folder)
  await expect(page.getByRole('banner')).toContainText('copy')
  await expect(verdict(page)).toContainText('checked against itself')
  for (const name of references) cpSync(path.join(REFERENCED, name), path.join(folder, name))
  await certificate(page).getByRole('button', { name: 'Check again' }).click()
  await expect(verdict(page)).toContainText(CERTIFIED)
  await app.restart()
  await bench.openModel(folder)
  await expect(app.page.getByRole('banner')).toContainText('copy')
  await expect(verdict(app.page)).toContainText(CERTIFIED)
})

test('with a setting that nobody knows a model is not certified, and all that shows its runs says so', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const folder = path.join(app.folder, 'gated')
  cpSync(SAMPLE, folder, { recursive: true })
  const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as object
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ ...config, router_gate: 0.5 }))
  await bench.openModel(folder)
  await expect(verdict(page)).toContainText('Model not certified.')
  await expect(certificate(page)).toContainText('router_gate')
  await expect(page.getByRole('banner')).toContainText('not certified')

  await bench.importPrompts('prompts.json', readFileSync(path.join(SAMPLE, 'prompts.json'), 'utf8'))
  await bench.runToTheEnd()
  await bench.show('Discover')
  await expect(page.getByRole('group', { name: 'On screen' })).toContainText('not certified')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByRole('note', { name: 'Verdict' })).toContainText('not certified')
  await expect(inspector).toContainText('router_gate')
  await bench.show('Runs')
  await expect(page.getByRole('row', { name: 'Run 1', exact: true })).toContainText('not certified')
  const { id } = await bench.runSummary(1)
  const { text } = await bench.ask('runs.export', { id, format: 'json' })
  const { patchbay } = JSON.parse(text) as { patchbay: { certificate: { verdict: string } } }
  expect(patchbay.certificate.verdict).toBe('uncertified')
})
