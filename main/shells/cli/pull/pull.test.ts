import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { DownloadPlan } from '../../../../contract'
import { COMMAND_LINE, ROOT } from '../../../../testing/from-sources'
import { withHub } from '../../../../testing/hub-server/with-hub'

const SAMPLE = path.join(ROOT, 'samples/induction')
const WEIGHTS = 'model.safetensors'

interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** The command line without a terminal, and how it ends; asynchronous, because the hub answers in this process. */
function patchbay(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  return started(process.execPath, [...COMMAND_LINE, ...args])
}

const ran = (program: string, ...args: string[]) => started(program, args).ended

function started(program: string, args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout: out.join(''), stderr: err.join('') }))
  })
  return { child, ended }
}

async function withSample() {
  const { hub, home } = await withHub()
  const repository = hub.add('org/induction', SAMPLE)
  const cache = path.join(home, 'hub/models--org--induction')
  const snapshot = path.join(cache, 'snapshots', repository.commit)
  const kept = () =>
    readFileSync(path.join(snapshot, WEIGHTS)).equals(readFileSync(path.join(SAMPLE, WEIGHTS)))
  /** Waits until so much of the weights is on the disk. */
  const untilBegun = () => vi.waitUntil(() => hub.fetches(WEIGHTS).length > 0, { timeout: 60_000 })
  return { hub, home, repository, cache, snapshot, kept, untilBegun }
}

describe('patchbay pull', () => {
  it('without --yes only says what would be fetched, and from where', async () => {
    const { hub, cache, repository } = await withSample()
    const { status, stdout, stderr } = await patchbay('pull', 'org/induction').ended
    expect([status, stderr]).toEqual([0, 'Nothing was downloaded. With --yes it is.\n'])
    const [first, second, ...rest] = stdout.trimEnd().split('\n')
    expect(first).toBe(`org/induction (commit ${repository.commit.slice(0, 7)}, licence mit)`)
    expect(second).toBe(`from ${hub.address} into ${cache}:`)
    expect(rest.slice(0, -1).map((line) => line.trim().split(/\s+/).at(-1))).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      WEIGHTS,
    ])
    expect(rest.at(-1)).toMatch(/^204 kB to fetch; the disk has .* free\.$/)
    const plan = JSON.parse((await patchbay('pull', 'org/induction', '--json').ended).stdout) as DownloadPlan
    expect(plan).toMatchObject({ name: 'org/induction', missingBytes: plan.totalBytes, problem: null })
    expect(existsSync(cache)).toBe(false)
  })

  it('downloads a model that every command then takes by its name', async () => {
    const { hub, snapshot, repository, kept } = await withSample()
    const before = await patchbay('model', 'org/induction').ended
    expect(before).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'org/induction is not in the local cache; nothing was downloaded: press Download or run `patchbay pull org/induction`.\n',
    })
    expect(hub.asked).toEqual([])
    hub.faults.add({ path: WEIGHTS, cutAfterBytes: 65_536, times: 1 })
    const { status, stdout, stderr } = await patchbay('pull', 'org/induction', '--yes').ended
    expect([status, stdout]).toEqual([0, `${snapshot}\n`])
    expect(stderr).toContain('the connection was cut. Trying again.')
    expect(kept()).toBe(true)
    const asked = hub.asked.length
    const db = path.join(snapshot, '../../../../runs.db')
    const onModel = ['--model', 'org/induction', '--prompts', 'sample:induction', '--db', db]
    const run = await patchbay('acdc', ...onModel, '--metric', 'kl', '--threshold', '0.02', '--json').ended
    expect(run.status).toBe(0)
    const { model } = (JSON.parse(run.stdout) as { patchbay: { model: unknown } }).patchbay
    const source = { repo: 'org/induction', commit: repository.commit }
    expect(model).toMatchObject({ name: 'induction', path: 'org/induction', source })
    const { stdout: shown } = await patchbay('runs', 'show', '1', '--db', db).ended
    expect(shown).toContain(`  modelSource: org/induction, commit ${repository.commit.slice(0, 7)}\n`)
    expect(hub.asked.length).toBe(asked)
    expect((await patchbay('pull', 'org/induction', '--yes').ended).stderr).toBe(
      'org/induction is in the local cache already.\n',
    )
  })

  it('interrupted keeps what was fetched, and goes on', async () => {
    const { hub, kept, untilBegun, snapshot } = await withSample()
    hub.faults.add({ path: WEIGHTS, holdAfterBytes: 100_000 })
    const { child, ended } = patchbay('pull', 'org/induction', '--yes')
    await untilBegun()
    child.kill('SIGINT')
    const { status, stdout, stderr } = await ended
    expect([status, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(
      /Interrupted\. What was fetched is kept; to go on: patchbay pull org\/induction\n$/,
    )
    expect(existsSync(snapshot)).toBe(false)
    hub.faults.clear()
    expect((await patchbay('pull', 'org/induction', '--yes').ended).status).toBe(0)
    expect(kept()).toBe(true)
  })

  it('killed leaves no model that opens, and the next one goes on after what is on the disk', async () => {
    const { hub, cache, kept, snapshot } = await withSample()
    hub.faults.add({ path: WEIGHTS, holdAfterBytes: 131_072 })
    const { child, ended } = patchbay('pull', 'org/induction', '--yes')
    const parts = () => {
      const blobs = path.join(cache, 'blobs')
      const names = existsSync(blobs) ? readdirSync(blobs) : []
      return names.filter(
        (name) => name.endsWith('.incomplete') && readFileSync(path.join(blobs, name)).length > 65_536,
      )
    }
    await vi.waitUntil(() => parts().length > 0, { timeout: 60_000 })
    child.kill('SIGKILL')
    await ended
    expect(existsSync(snapshot)).toBe(false)
    expect((await patchbay('pull').ended).stdout).toMatch(
      /^org\/induction: \d+ kB of 204 kB here; to go on: patchbay pull org\/induction\n$/,
    )
    hub.faults.clear()
    expect((await patchbay('pull', 'org/induction', '--yes').ended).status).toBe(0)
    expect(hub.fetches(WEIGHTS).at(-1)?.range).toMatch(/^bytes=[1-9]\d+-/)
    expect(kept()).toBe(true)
    expect(await patchbay('pull').ended).toEqual({
      status: 0,
      stdout: '',
      stderr: 'No download was cut off; to begin one: patchbay pull OWNER/NAME\n',
    })
  })

  it('twice at once fetches everything once', async () => {
    const { hub, kept, untilBegun } = await withSample()
    hub.faults.add({ path: WEIGHTS, holdAfterBytes: 100_000, times: 1 })
    const first = patchbay('pull', 'org/induction', '--yes')
    await untilBegun()
    const second = patchbay('pull', 'org/induction', '--yes')
    let said = ''
    second.child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await vi.waitUntil(() => said.includes('Another Patchbay is downloading this model.'), {
      timeout: 60_000,
    })
    hub.faults.clear()
    const [one, two] = await Promise.all([first.ended, second.ended])
    expect([one.status, two.status, one.stdout]).toEqual([0, 0, two.stdout])
    expect(hub.fetches(WEIGHTS).length).toBe(1)
    expect(kept()).toBe(true)
  })

  it('refuses what cannot be downloaded with exit code 2, and what failed with 1', async () => {
    const { hub } = await withSample()
    const none = await patchbay('pull', 'org/none', '--yes').ended
    expect([none.status, none.stdout]).toEqual([2, ''])
    expect(none.stderr).toMatch(/^There is no model org\/none at /)
    hub.faults.add({ status: 503 })
    expect((await patchbay('pull', 'org/induction').ended).status).toBe(1)
  })
})

describe('on a terminal', () => {
  const canHave = spawnSync('script', ['-qec', 'true', '/dev/null'], { input: '' }).status === 0
  if (!canHave) console.warn('not run: patchbay pull on a terminal, which the program script makes')

  /** What it ends with when this is typed as it asks. */
  async function answered(typed: string): Promise<string> {
    const program = [process.execPath, ...COMMAND_LINE].join(' ')
    const child = spawn('script', ['-qec', `${program} pull org/induction; echo "exit $?"`, '/dev/null'])
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      const wasAsked = said.includes('[y/N] ')
      said += chunk.toString()
      if (!wasAsked && said.includes('[y/N] ')) child.stdin.write(typed)
    })
    await new Promise((resolve) => child.once('close', resolve))
    return said
  }

  it.skipIf(!canHave)('asks, and takes y for an answer', async () => {
    const { snapshot, kept } = await withSample()
    for (const [typed, status] of Object.entries({ '\r': 0, 'n\r': 0, '\u0003': 130, '\u0004': 130 })) {
      const said = await answered(typed)
      expect(said).toContain('Nothing was downloaded.')
      expect(said.trimEnd().endsWith(`exit ${status}`)).toBe(true)
      expect(existsSync(snapshot)).toBe(false)
    }
    const said = await answered('y\r')
    expect(said).toContain('Download 204 kB? [y/N] ')
    expect(said).toContain(snapshot)
    expect(kept()).toBe(true)
  })
})

describe('a cache on a disk that is only read', () => {
  const READ_ONLY = `mount --bind "$HF_HOME" "$HF_HOME" && mount -o remount,ro,bind "$HF_HOME" && exec "$@"`
  const readOnly = (...command: string[]) => ['-rm', 'sh', '-c', READ_ONLY, 'sh', ...command]
  const env = { ...process.env, HF_HOME: path.join(ROOT, 'samples') }
  const canMount =
    process.platform === 'linux' && spawnSync('unshare', readOnly('true'), { env }).status === 0
  if (!canMount) console.warn('not run: a cache that is only read, for which a folder must be mounted')

  it.skipIf(!canMount)('serves what it has, and says why nothing is added', async () => {
    const { hub, cache, snapshot } = await withSample()
    await patchbay('pull', 'org/induction', '--yes').ended
    const pull = [process.execPath, ...COMMAND_LINE, 'pull', 'org/induction', '--yes']
    const again = await ran('unshare', ...readOnly(...pull))
    expect([again.status, again.stdout]).toEqual([0, `${snapshot}\n`])
    for (const folder of ['blobs', 'snapshots']) rmSync(path.join(cache, folder), { recursive: true })
    mkdirSync(path.join(cache, 'blobs'))
    const refused = await ran('unshare', ...readOnly(...pull))
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain(
      `${cache} cannot be written: the file system is read-only; put the cache elsewhere with HF_HOME.\n`,
    )
    expect(hub.fetches(WEIGHTS).length).toBe(1)
  })
})

describe('a disk that fills up', () => {
  const mount = (folder: string, size: string) => `mount -t tmpfs -o size=${size} tmpfs '${folder}'`
  const canMount =
    process.platform === 'linux' &&
    spawnSync('unshare', ['-rm', 'sh', '-c', mount('/mnt', '64k')]).status === 0
  if (!canMount) console.warn('not run: a full disk, for which a small file system must be mounted')

  /** The command with its cache on a disk of this size, filled with so many bytes once it has planned. */
  async function onSmallDisk(home: string, size: string, fillKilobytes: number) {
    const disk = path.join(home, 'disk')
    mkdirSync(disk)
    const program = [process.execPath, ...COMMAND_LINE].join(' ')
    const pull = `HF_HOME='${disk}' ${program} pull org/induction --yes`
    const fill = fillKilobytes === 0 ? '' : `head -c ${fillKilobytes}k /dev/zero > '${disk}/filled';`
    const script = `${mount(disk, size)}; ${pull} & pull=$!; read _; ${fill} echo filled; wait $pull; echo "exit $?"; ls '${disk}/hub/models--org--induction' 2> /dev/null`
    const child = spawn('unshare', ['-rm', 'sh', '-c', script])
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const ended = new Promise<string[]>((resolve) => {
      child.once('close', () => resolve([out.join(''), err.join('').trimEnd().split('\n').at(-1)!]))
    })
    return {
      child,
      ended,
      disk,
      filled: () => vi.waitUntil(() => out.join('').includes('filled'), { timeout: 60_000 }),
    }
  }

  it.skipIf(!canMount)('is seen before anything is fetched', async () => {
    const { hub, home } = await withSample()
    const { child, ended, disk } = await onSmallDisk(home, '64k', 0)
    child.stdin.end('\n')
    const [stdout, sentence] = await ended
    expect(stdout).toBe('filled\nexit 2\n')
    expect(sentence).toMatch(
      new RegExp(
        `^org/induction needs 204 kB, and the disk of ${disk}/hub/models--org--induction has .* kB free: free .* kB, or put the cache elsewhere with HF_HOME\\.$`,
      ),
    )
    expect(hub.fetches(WEIGHTS)).toEqual([])
  })

  it.skipIf(!canMount)(
    'in the middle of a download is one sentence, and what was fetched is kept',
    async () => {
      const { hub, home } = await withSample()
      hub.faults.add({ path: WEIGHTS, holdAfterBytes: 40_000 })
      const { child, ended, disk, filled } = await onSmallDisk(home, '300k', 180)
      await vi.waitUntil(() => hub.fetches(WEIGHTS).length > 0, { timeout: 60_000 })
      child.stdin.end('\n')
      await filled()
      hub.faults.clear()
      const [stdout, sentence] = await ended
      expect(stdout).toBe('filled\nexit 1\nblobs\n')
      expect(sentence).toMatch(
        new RegExp(
          `^The disk of ${disk}/hub/models--org--induction is full after \\d+(\\.\\d)? kB of the 200 kB of ${WEIGHTS}: free some of it and download again; what was fetched is kept\\.$`,
        ),
      )
    },
  )
})
