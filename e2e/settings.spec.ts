import { expect, test } from './shells'
import { Workbench } from './workbench'

// No graphics card, whatever this machine has.
test.use({ appEnv: { VK_ICD_FILENAMES: '/none.json', VK_DRIVER_FILES: '/none.json' } })

test('compute settings are chosen by keyboard, kept over a restart, and recorded with each run', async ({
  app,
}) => {
  const workbench = new Workbench(app)
  await workbench.runToTheEnd()
  await workbench.show('Settings')
  const threads = app.page.getByLabel('Threads', { exact: true })
  await expect(threads).toHaveValue('auto')
  await expect(threads).toHaveAccessibleDescription(
    /^Default: \d+, .*changes no decisions except borderline ones\.$/,
  )
  await threads.focus()
  await app.page.keyboard.type('1')
  await expect(threads).toHaveValue('1')
  await app.page.keyboard.press('Tab')
  const cuts = app.page.getByLabel('Cuts tried at once (K)', { exact: true })
  await expect(cuts).toBeFocused()
  await cuts.selectOption('Up to 4')
  await expect
    .poll(async () => (await workbench.ask('settings.get', {})).settings)
    .toEqual({
      threads: 1,
      batch: 4,
      device: 'cpu',
      memoryBytes: null,
      runsAtOnce: null,
    })

  await app.restart()
  await workbench.show('Settings')
  await expect(app.page.getByLabel('Threads', { exact: true })).toHaveValue('1')
  await workbench.show('Discover')
  await workbench.runToTheEnd()
  const provenance = app.page.getByRole('region', { name: 'Provenance' })
  await expect(provenance).toContainText('1 thread, up to 4 cuts at once, cpu')

  await workbench.show('Compare')
  const row = app.page.getByRole('row', {
    name: /^computed with .*up to 16 cuts at once, cpu 1 thread, up to 4 /,
  })
  await expect(row).toBeVisible()
})

test('a device can be chosen only once it agrees with the cpu', async ({ app }) => {
  const workbench = new Workbench(app)
  await workbench.show('Settings')
  const { devices } = await workbench.ask('settings.get', {})
  test.skip(
    !devices.includes('webgpu') || process.platform !== 'linux',
    'graphics cards cannot be hidden here',
  )
  const webgpu = app.page.getByRole('radio', { name: /^webgpu/ })
  await expect(webgpu).toBeDisabled()
  await expect(webgpu).toHaveAccessibleDescription('Not checked on induction yet.')
  const check = app.page.getByRole('button', { name: 'Check webgpu against cpu' })
  await check.focus()
  await app.page.keyboard.press('Enter')
  await expect(webgpu).toHaveAccessibleDescription(
    /^webgpu cannot be used: Failed to get a WebGPU adapter: .*; choose cpu\.$/,
  )
  await expect(webgpu).toBeDisabled()
  await expect(check).toBeFocused()
  await expect(app.page.getByRole('radio', { name: 'cpu', exact: true })).toBeChecked()
})
