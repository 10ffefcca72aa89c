import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isAlive } from './shell-processes'
import { expect, test } from './shells'
import { Workbench } from './workbench'

/** The second prompt of the sample that a first start opens. */
const SAMPLE_PROMPT = 'Clara Hill called Jack Wood and Clara'
const SERVE = path.join(import.meta.dirname, '../out/main/serve.cjs')

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function startServe(...args: string[]): { child: ChildProcess; url: Promise<string>; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [SERVE, ...args])
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const url = new Promise<string>((resolve) => {
    child.stdout.on('data', () => {
      const found = /http:\S+/.exec(stdout)
      if (found && stdout.endsWith('\n')) resolve(found[0])
    })
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return { child, url, ended }
}

async function occupyPort(): Promise<{ port: number; server: Server }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, server }
}

function gate(): { open: () => void; passed: Promise<void> } {
  let open!: () => void
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { open, passed }
}

test.describe('the serve command', () => {
  let folder: string
  test.beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-serve-'))))
  test.afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const db = () => ['--db', path.join(folder, 'patchbay.db')]

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`prints one line and ends on ${signal}, together with its host`, async ({ sharedBrowser }) => {
      const { child, url, ended } = startServe('--port', '0', ...db())
      const page = await sharedBrowser!.newPage()
      await page.goto(await url)
      const answer = await page.evaluate(async () => window.patchbay!.call('app.info', {}))
      const hostPid = answer.ok ? answer.value.hostPid : 0
      expect(isAlive(hostPid)).toBe(true)
      child.kill(signal)
      const { code, stdout, stderr } = await ended
      expect(stdout).toBe(`Patchbay is running at ${await url}\n`)
      expect([code, stderr]).toEqual([0, ''])
      expect(isAlive(hostPid)).toBe(false)
      await page.close()
    })
  }

  test('the host does not outlive a server that was killed', async ({ sharedBrowser }) => {
    const { child, url, ended } = startServe('--port', '0', ...db())
    const page = await sharedBrowser!.newPage()
    await page.goto(await url)
    const answer = await page.evaluate(async () => window.patchbay!.call('app.info', {}))
    const hostPid = answer.ok ? answer.value.hostPid : 0
    child.kill('SIGKILL')
    await ended
    await expect.poll(() => isAlive(hostPid)).toBe(false)
    await page.close()
  })

  test('a new set stays when the sample of the first start arrives later', async ({ sharedBrowser }) => {
    const { child, url, ended } = startServe('--port', '0', ...db())
    const page = await sharedBrowser!.newPage()
    const requested = gate()
    const released = gate()
    const arrived = gate()
    await page.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (!message.includes('promptSets.get')) return server.send(message)
        requested.open()
        void released.passed.then(() => server.send(message))
      })
      server.onMessage((message) => {
        socket.send(message)
        if (message.includes(SAMPLE_PROMPT)) arrived.open()
      })
    })
    await page.goto(await url)
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Dataset' }).click()
    await requested.passed
    await page.getByRole('button', { name: 'New', exact: true }).click()
    released.open()
    await arrived.passed
    const clean = page.getByLabel('Clean prompt, row 1', { exact: true })
    await clean.fill('Clara')
    await expect(clean).toHaveValue('Clara')
    await expect(page.getByLabel('Clean prompt, row 2', { exact: true })).toHaveCount(0)
    child.kill('SIGTERM')
    await ended
    await page.close()
  })

  test('reports a port in use in one sentence, with exit code 2', async () => {
    const { port, server } = await occupyPort()
    const { code, stdout, stderr } = await startServe('--port', String(port), ...db()).ended
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      `Port ${port} is in use by another program: give another with --port N, or --port 0 for any free one.\n`,
    ])
    server.close()
  })

  test('reports an invalid option in one sentence', async () => {
    expect(await startServe('--port', 'x', ...db()).ended).toEqual({
      code: 2,
      stdout: '',
      stderr: 'The port must be a whole number from 0 to 65535, not x.\n',
    })
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    const { code, stderr } = await startServe('--port', '0', '--db', path.join(file, 'patchbay.db')).ended
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be opened for writing')])
  })

  test('an open page finds the server again after its restart, without signing in', async ({
    sharedBrowser,
  }) => {
    const first = startServe('--port', '0', ...db())
    const port = new URL(await first.url).port
    const page = await sharedBrowser!.newPage()
    await page.goto(await first.url)
    await expect(page).toHaveURL(`http://127.0.0.1:${port}/`)
    await expect(
      page.getByRole('status', { name: 'Edge counts' }).or(page.getByRole('application')),
    ).toBeVisible()
    first.child.kill('SIGTERM')
    const notice = page
      .getByRole('alert')
      .filter({ hasText: 'The connection to the Patchbay server is lost' })
    await expect(notice).toBeVisible()
    await first.ended
    const second = startServe('--port', port, ...db())
    await second.url
    await expect(notice).toBeHidden()
    expect(await page.evaluate(async () => (await window.patchbay!.call('runs.list', {})).ok)).toBe(true)
    second.child.kill('SIGTERM')
    await second.ended
    await page.close()
  })
})

test('the server ends with the reason if its address cannot be printed', async () => {
  test.skip(!existsSync('/dev/full'), 'there is no /dev/full on this system')
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-serve-full-'))
  const full = openSync('/dev/full', 'w')
  const args = [SERVE, '--port', '0', '--db', path.join(folder, 'patchbay.db')]
  const { status, stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  rmSync(folder, { recursive: true })
  expect([status, stderr.toString()]).toEqual([1, 'stdout could not be written: the disk is full.\n'])
})

test('another browser on this machine sees nothing', async ({ app, sharedBrowser }) => {
  await new Workbench(app).runToTheEnd()
  const stranger = await sharedBrowser!.newPage()
  const response = await stranger.goto(app.page.url())
  expect(response!.status()).toBe(403)
  await expect(stranger.locator('body')).toHaveText(
    'Open the address that Patchbay printed when it started; it ends in ?token=...',
  )
  await stranger.close()
})
