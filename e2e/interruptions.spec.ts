import { expect, test } from './shells'
import { Workbench } from './workbench'

test('kill -9 of the host is shown, and the run resumes to the identical circuit', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.prepareLongRun()
  await bench.control('Run ACDC').click()
  await bench.untilDecided(10)
  const pid = await app.hostPid()
  const notice = app.page.getByRole('alert').filter({ hasText: 'The engine stopped.' })
  const shown = notice.waitFor()
  process.kill(pid, 'SIGKILL')
  await shown

  await expect(bench.runState).toHaveText('interrupted · run 1')
  await expect(notice).toBeHidden()
  expect(await app.hostPid()).not.toBe(pid)
  const decided = await bench.decidedCount()
  expect(decided).toBeGreaterThanOrEqual(10)
  expect(decided).toBeLessThan(81)
  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 120_000 })

  await bench.runToTheEnd()
  const [cut, whole] = [await bench.decisionsOf(1), await bench.decisionsOf(2)]
  expect(whole).toHaveLength(81)
  expect(cut).toEqual(whole)
})

test('pause, step, resume, stop and resume again, as the numbers on screen show', async ({ app }) => {
  const bench = new Workbench(app)
  const paused = await bench.startAndPause()
  await expect.poll(() => bench.decidedCount()).toBe(paused)

  for (const steps of [1, 2]) {
    await bench.control('Step').click()
    await expect.poll(() => bench.decidedCount()).toBe(paused + steps)
    await expect(bench.runState).toHaveText('paused · run 1')
  }

  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('pruning · run 1')
  await bench.untilDecided(paused + 5)
  await bench.control('Stop').click()
  await expect(bench.runState).toHaveText('stopped · run 1')
  const stopped = (await bench.runSummary(1)).edgesDecided
  expect(stopped).toBeLessThan(81)

  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 120_000 })
  await expect.poll(() => bench.decidedCount()).toBe(81)
})

test('a page reloaded during a run shows the same run, still computing', async ({ app }) => {
  const bench = new Workbench(app)
  const decided = await bench.startAndPause()
  await app.page.reload()
  await expect(bench.runState).toHaveText('paused · run 1')
  await expect.poll(() => bench.decidedCount()).toBe(decided)
  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('pruning · run 1')
  await app.page.reload()
  await bench.untilDecided(decided + 3)
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 120_000 })
  await expect(bench.counts).toContainText('of 81')
})

test('closed during a run and opened again: the run is there, interrupted, and resumes', async ({ app }) => {
  const bench = new Workbench(app)
  await bench.prepareLongRun()
  await bench.control('Run ACDC').click()
  await bench.untilDecided(3)
  await app.restart()
  await bench.show('Runs')
  const row = app.page.getByRole('row', { name: 'Run 1', exact: true })
  await expect(row).toContainText('Interrupted')
  await row.getByRole('button', { name: /^Open run 1/ }).click()
  await expect(bench.runState).toHaveText('interrupted · run 1')
  const before = await bench.decidedCount()
  expect(before).toBeGreaterThanOrEqual(3)
  await bench.control('Resume').click()
  await expect(bench.runState).toHaveText('finished · run 1', { timeout: 120_000 })
})
