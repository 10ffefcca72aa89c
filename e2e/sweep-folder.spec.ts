import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { findViolations } from './accessibility'
import { expect, test } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

const CLI = path.join(import.meta.dirname, '../out/main/cli.cjs')

test('a sweep is written into a folder by the form, computed by its script, and collected', async ({
  app,
}) => {
  const bench = new Workbench(app)
  const { page } = app
  const folder = path.join(app.folder, 'a shared folder')
  await bench.show('Sweep')
  const form = page.getByRole('region', { name: 'New sweep' })
  await form.getByLabel('Thresholds', { exact: true }).fill('50, 0.02')
  await form.getByText('Slurm, from a folder').click()
  const write = form.getByRole('button', { name: 'Write the folder' })
  await expect(write).toHaveAttribute('aria-disabled', 'true')
  await form.getByRole('textbox', { name: 'Folder', exact: true }).fill(folder)
  await form.getByLabel('Resources of a task').fill('--time=10\n#SBATCH --mem=1G')
  await form.getByLabel('Lines before the work').fill('export ANY=1')
  await form.getByLabel('Program').fill(`'${process.execPath}' '${CLI}'`)
  await write.click()

  const strip = page.getByRole('region', { name: 'Folder of the sweep' })
  await expect(strip).toContainText(`sbatch '${folder}/array.sh'`)
  expect(await findViolations(page, 'all')).toEqual([])
  const collected = strip.getByRole('status', { name: 'Collected' })
  const collect = strip.getByRole('button', { name: 'Collect results' })
  await collect.click()
  await expect(collected).toHaveText('0 runs came in: 0 of 4 are done, 4 are not there yet')

  // As the scheduler does, by a plain shell.
  const { status, stderr } = spawnSync('bash', [path.join(folder, 'array.sh')], {
    env: { ...process.env, SLURM_ARRAY_TASK_ID: '0' },
    encoding: 'utf8',
  })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  await collect.click()
  // At 50 no edge is kept, and there is nothing to judge.
  await expect(collected).toHaveText('1 run came in: 2 of 4 are done, 2 are not there yet')
  spawnSync('bash', [path.join(folder, 'array.sh')], { env: { ...process.env, SLURM_ARRAY_TASK_ID: '1' } })
  writeFileSync(path.join(folder, 'results/notes.txt'), 'mine')
  await collect.click()
  await expect(collected).toHaveText('2 runs came in: 4 of 4 are done, 1 file left')
  await expect(strip.getByRole('list', { name: 'Files that were left' })).toContainText('notes.txt')

  const table = page.getByRole('table', { name: 'Circuits of the sweep' })
  await expect(table.getByRole('row', { name: 'done' })).toHaveCount(2)
  await table.getByRole('button', { name: 'τ 0.02', exact: true }).click()
  const inspector = page.getByRole('complementary', { name: 'Sweep inspector' })
  await inspector.getByRole('button', { name: /Discover/ }).click()
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})
