import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND_LINE, ROOT } from '../../../testing/from-sources'
import { slowPrompts } from '../../../testing/slow-prompts'
import { OutputError } from '../streams'
import { writeOutFile } from './output/out-file'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-streams-'))
const inFolder = (...names: string[]) => path.join(folder, ...names)
const env = { ...process.env, PATCHBAY_DB: inFolder('runs.db') }
const options = { env, cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 } as const

const ACDC = 'acdc --model sample:induction --prompts sample:induction --metric kl --threshold 0.02'
const FULL = 'the disk is full'
const kept = (number: number) =>
  `The run is kept; to write it elsewhere: patchbay runs export ${number} --out FILE`

/** The command line as bash runs it: `line` is what follows `patchbay`, redirections included. */
function bash(line: string, before = '') {
  const program = [process.execPath, ...COMMAND_LINE].map((word) => `'${word}'`).join(' ')
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', `${before} ${program} ${line}`],
    options,
  )
  return { status, stdout, lastWord: stderr.trimEnd().split('\n').at(-1) }
}

let exported: string
beforeAll(() => {
  expect(bash(ACDC).status).toBe(0)
  exported = bash('runs export 1').stdout
  expect(exported.length).toBeGreaterThan(10_000)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!existsSync('/dev/full'))('stdout on a full disk', () => {
  it.each(['runs export 1', 'runs list', 'runs show 1', '--help', '--version', 'model sample:induction'])(
    '%s: exit code 1 and a sentence',
    (line) => {
      const { status, lastWord } = bash(`${line} > /dev/full`)
      expect([status, lastWord]).toEqual([1, `stdout could not be written: ${FULL}.`])
    },
  )

  it('a run that was computed is kept, and the sentence says how to get it', () => {
    const { status, lastWord } = bash(`${ACDC} > /dev/full`)
    expect([status, lastWord]).toEqual([1, `stdout could not be written: ${FULL}. ${kept(2)}`])
    expect(JSON.parse(bash('runs export 2').stdout).edges).toEqual(JSON.parse(exported).edges)
  })
})

describe('a disk that fills up', () => {
  const mount = (then: string) =>
    spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=12k tmpfs '${folder}/small' && ${then}`])
  mkdirSync(inFolder('small'))
  const canMount = process.platform === 'linux' && mount('true').status === 0

  it.skipIf(!canMount)('in the middle of a file: neither half a file nor exit code 0', () => {
    const program = [process.execPath, ...COMMAND_LINE].join(' ')
    const inSmall = (line: string) => {
      const script = `mount -t tmpfs -o size=12k tmpfs small && cd small && echo old > c.json && ${line}; echo "exit $?"; ls -A; cat c.json`
      return spawnSync('unshare', ['-rm', 'sh', '-c', script], options).stdout
    }
    const replaced = inSmall(`${program} runs export 1 --out c.json`)
    expect(replaced).toBe('exit 1\nc.json\nold\n')
    expect(inSmall(`${program} runs export 1 > part.json`)).toMatch(/^exit 1\n/)
  })
})

describe('a reader that goes', () => {
  it('is not an error: the exit code is that of the command', () => {
    expect(bash('runs export 1 | head -c 10')).toMatchObject({ status: 0, stdout: exported.slice(0, 10) })
    expect(bash('runs list | true')).toMatchObject({ status: 0 })
  })

  it('gets all of it, however slowly it reads', () => {
    expect(bash('runs export 1 | (sleep 0.5; cat)').stdout).toBe(exported)
  })
})

describe('stderr', () => {
  it.each(['2>&-', '2> >(true)', ...(existsSync('/dev/full') ? ['2>/dev/full'] : [])])(
    'that cannot be written (%s) does not end a run',
    (redirection) => {
      const { status, stdout } = bash(`${ACDC} ${redirection}`)
      expect(status).toBe(0)
      expect(stdout).toMatch(/5 of 81 edges kept/)
    },
  )
})

describe('--out', () => {
  const out = (file: string) => bash(`runs export 1 --out ${file}`)
  const isWhole = (file: string) => expect(readFileSync(inFolder(file), 'utf8')).toBe(exported)

  it('writes what a link leads to, there already or not, and keeps link and mode', () => {
    symlinkSync('target.json', inFolder('link.json'))
    symlinkSync('link.json', inFolder('link-to-link.json'))
    for (const mode of [null, 0o640]) {
      if (mode) chmodSync(inFolder('target.json'), mode)
      expect(out('link-to-link.json').status).toBe(0)
      isWhole('target.json')
      expect(readlinkSync(inFolder('link.json'))).toBe('target.json')
      if (mode) expect(statSync(inFolder('target.json')).mode & 0o777).toBe(mode)
    }
  })

  it('keeps a file with several names one file', () => {
    writeFileSync(inFolder('one.json'), 'old')
    linkSync(inFolder('one.json'), inFolder('other.json'))
    expect(out('one.json').status).toBe(0)
    isWhole('other.json')
  })

  it('writes to a FIFO, a device, an open pipe and process substitution, and leaves them what they are', () => {
    expect(bash(`runs export 1 --out fifo; wait`, 'mkfifo fifo; (cat fifo > from-fifo.json) &').status).toBe(
      0,
    )
    isWhole('from-fifo.json')
    expect(lstatSync(inFolder('fifo')).isFIFO()).toBe(true)
    expect(out('/dev/null').status).toBe(0)
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(bash('runs export 1 --out /dev/stdout | cat').stdout).toBe(exported)
    expect(bash('runs export 1 --out >(cat > from-process.json); wait $!').status).toBe(0)
    isWhole('from-process.json')
  })

  it('goes on with an open file where it is named as one', () => {
    expect(bash(`${ACDC} --out /dev/stdout > both.txt`).status).toBe(0)
    const [json, ...text] = readFileSync(inFolder('both.txt'), 'utf8').split('\n')
    expect(JSON.parse(json).edges).toEqual(JSON.parse(exported).edges)
    expect(text.join('\n')).toContain('The circuit is in /dev/stdout.')
  })

  it('refuses before anything is computed', () => {
    writeFileSync(inFolder('read-only.json'), 'old', { mode: 0o444 })
    symlinkSync('read-only.json', inFolder('link-to-read-only.json'))
    symlinkSync('loop', inFolder('loop'))
    writeFileSync(inFolder('prompts.json'), readFileSync(path.join(ROOT, 'samples/induction/prompts.json')))
    const refusals: [string, string][] = [
      ['read-only.json', 'is read-only: make it writable or name another file.'],
      ['link-to-read-only.json', 'is read-only: make it writable or name another file.'],
      ['.', 'is a folder: name a file in it.'],
      ['new/', 'is a folder: name a file in it.'],
      ['loop', 'is a link that leads to itself: name a file.'],
      ['n'.repeat(300), 'cannot be written: its name is too long.'],
      ['runs.db', 'is used by this command: name another file.'],
      ['prompts.json', 'is used by this command: name another file.'],
    ]
    const before = bash('runs list').stdout
    for (const [file, why] of refusals) {
      const { status, lastWord } = bash(`${ACDC} --prompts prompts.json --out ${file}`)
      expect([status, lastWord]).toEqual([2, `--out ${file} ${why}`])
    }
    expect(bash(`${ACDC} --out ''`).lastWord).toBe('--out is empty: name a file.')
    expect(bash(`${ACDC} --out none/a.json`).lastWord).toBe(
      `--out none/a.json: there is no folder ${inFolder('none')}.`,
    )
    expect(bash('runs list').stdout).toBe(before)
    expect(readFileSync(inFolder('read-only.json'), 'utf8')).toBe('old')
  })

  it.skipIf(!existsSync('/dev/full'))('that fails in the end leaves the run, and says how to get it', () => {
    const { status, lastWord } = bash(`${ACDC} --name Late --db late.db --out /dev/full`)
    expect([status, lastWord]).toEqual([
      1,
      `/dev/full could not be written: ${FULL}. ${kept(1)} --db late.db`,
    ])
  })

  it('whose folder went while it computed is output that could not be written', async () => {
    await expect(writeOutFile(inFolder('gone/c.json'), 'x')).rejects.toThrow(
      new OutputError(`--out ${inFolder('gone/c.json')}: there is no folder ${inFolder('gone')}.`),
    )
  })

  it('leaves no unfinished file', () => {
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([])
  })
})

describe('a command line of 40,000 bytes', () => {
  const edges = Array.from({ length: 1500 }, (_, i) => ['--edge', `'a0.h${i % 4}->a1.h2<q>'`])
    .flat()
    .join(' ')
  const edgesCommand =
    'edges --model sample:induction --prompts sample:induction --metric kl --direction noising'

  it('computes as a short one does, and the file --edges too', () => {
    const long = bash(`${edgesCommand} ${edges} --json`)
    expect(long.status).toBe(0)
    const names = Array.from({ length: 1500 }, (_, i) => `a0.h${i % 4}->a1.h2<q>`)
    writeFileSync(inFolder('edges.txt'), `# the heads before\n${names.join('\r\n')}\n\n`)
    const fromFile = bash(`${edgesCommand} --edges edges.txt --json`)
    expect(JSON.parse(long.stdout).edges).toEqual(JSON.parse(fromFile.stdout).edges)
  })

  it('is refused with the exit code and the sentence of a short one', () => {
    const { status, lastWord } = bash(`${edgesCommand} ${edges} --mlps none`)
    expect([status, lastWord]).toEqual([2, '--mlps must be one of frozen, recomputed, not "none".'])
    writeFileSync(inFolder('no-edges.txt'), '# none\n')
    expect(bash(`${edgesCommand} --edges no-edges.txt`).lastWord).toBe(
      'no-edges.txt names no edge: write one a line, e.g. a0.h1->a1.h2<q>.',
    )
  })

  it('is interrupted by a signal to the one process that was started', async () => {
    const rows = slowPrompts(1500).map(({ wrongAnswers, ...row }) => ({
      ...row,
      wrong_answers: wrongAnswers,
    }))
    writeFileSync(inFolder('slow.json'), JSON.stringify(rows))
    const tiny = path.join(ROOT, 'fixtures/gpt2-tiny')
    const args = [
      'acdc',
      '--model',
      tiny,
      '--prompts',
      'slow.json',
      '--metric',
      'logit_diff',
      '--threshold',
      '0.004',
    ]
    const child = spawn(process.execPath, [...COMMAND_LINE, ...args, '--name', 'n'.repeat(40_000)], options)
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      const before = stderr
      stderr += chunk
      if (stderr.includes('(testing edges)') && !before.includes('(testing edges)')) child.kill('SIGINT')
    })
    const status = await new Promise((resolve) => child.once('close', resolve))
    expect([status, stderr.trimEnd().split('\n').at(-1)]).toEqual([
      130,
      expect.stringMatching(/^Interrupted\. What was decided is saved; to go on: patchbay runs resume /),
    ])
  })
})
