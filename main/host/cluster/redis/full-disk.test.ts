import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { describeWhere } from '../../../../testing/describe-where'
import { COMMAND_LINE, ROOT, runCommandLine } from '../../../../testing/from-sources'
import { hasRedis, RedisServer } from '../../../../testing/redis-server'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { Store } from '../../../store'
import { connectRedis } from './connection'

const temporary = mkdtempSync(path.join(tmpdir(), 'patchbay-full-'))
const at = (name: string) => path.join(temporary, name)
const programs: Program[] = []
let redis: RedisServer

const mounts = `mount -t tmpfs -o size=8m tmpfs '${at('small')}'`
mkdirSync(at('small'))
const canMount =
  process.platform === 'linux' && spawnSync('unshare', ['-rm', 'sh', '-c', mounts]).status === 0

/** The command line, on a small disk of its own (`small/`) that can be filled and freed. */
class Program {
  said = ''
  private readonly child: ChildProcess

  constructor(args: string[], isSmall = false) {
    const words = [process.execPath, ...COMMAND_LINE, ...args].map((word) => `'${word}'`).join(' ')
    const command = `${words}; echo "ended with $?"`
    const script = `${mounts}; (${command}) &
      while read what; do
        case $what in
          fill) dd if=/dev/zero of='${at('small/filler')}' bs=4k 2>/dev/null; echo filled;;
          free) rm '${at('small/filler')}';;
        esac
      done`
    const [file, ...shell] = isSmall ? ['unshare', '-rm', 'sh', '-c'] : ['sh', '-c']
    this.child = spawn(file, [...shell, isSmall ? script : command], { detached: true })
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    programs.push(this)
  }

  write(what: 'fill' | 'free'): void {
    this.child.stdin!.write(`${what}\n`)
  }

  async until(text: string): Promise<void> {
    await until(() => this.said.includes(text))
  }

  /** With all that it started. */
  kill(): void {
    if (this.child.exitCode === null) process.kill(-this.child.pid!, 'SIGKILL')
  }
}

async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, 20))
}

function sweepFile(name: string, what: object): string {
  const rest = { format: 'patchbay sweep spec 1', method: 'acdc', judge: false }
  writeFileSync(at(name), JSON.stringify({ ...rest, ...what }))
  return at(name)
}

/** What a store found, by configuration. */
function foundIn(file: string): unknown {
  const store = new Store(file)
  const runs = store.runs.list().map(({ id, state }) => {
    const { run, result } = store.bundles.read(id)
    return [run.configuration, state, store.journal.read(id).decisions, run.metric_final, result?.data]
  })
  store.close()
  return runs.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

describeWhere(
  hasRedis && canMount,
  'a full disk',
  'there is no redis-server, or small disks cannot be mounted',
  () => {
    beforeAll(async () => void (redis = await RedisServer.start()))
    afterEach(() => programs.splice(0).forEach((program) => program.kill()))
    afterAll(async () => {
      await redis.end()
      rmSync(temporary, { recursive: true })
    })
    const worker = (name: string, folder: string) => {
      const often = ['--checkpoint-ms', '100', '--threads', '1']
      return ['worker', '--redis', redis.url, '--name', name, '--db', at(`${folder}${name}.db`), ...often]
    }

    it('of a worker is said by it, and another goes on with its run, to the same result', async () => {
      const prompts = slowPrompts(800).map(({ wrongAnswers, ...row }) => ({
        ...row,
        wrong_answers: wrongAnswers,
      }))
      writeFileSync(at('prompts.json'), JSON.stringify({ prompts }))
      const model = path.join(ROOT, 'fixtures/gpt2-tiny')
      const options = { metric: 'logit_diff' }
      const file = sweepFile('slow.json', {
        model,
        prompts: 'prompts.json',
        options,
        axes: { threshold: [0.004] },
      })
      expect(runCommandLine(['sweep', 'start', file, '--db', at('alone.db')]).status).toBe(0)

      const asker = new Program(['sweep', 'start', file, '--redis', redis.url, '--db', at('asker.db')])
      const first = new Program(worker('first', 'small/'), true)
      const decided = () => {
        const store = new Store(at('asker.db'))
        const [run] = store.runs.list()
        store.close()
        return run?.edgesDecided ?? 0
      }
      await asker.until('answers.')
      await until(() => decided() > 0)
      first.write('fill')
      await first.until(
        `Run 1: The disk is full: the store ${at('small/first.db')} could not be written. Free some space and try again.`,
      )
      new Program(worker('second', ''))
      await asker.until('ended with')
      expect(asker.said).toContain('ended with 0')
      expect(foundIn(at('asker.db'))).toEqual(foundIn(at('alone.db')))
    })

    it('of the one who asked is said, and what workers found comes in when there is space', async () => {
      const sample = { model: 'sample:induction', prompts: 'sample:induction', options: { metric: 'kl' } }
      const file = sweepFile('quick.json', { ...sample, axes: { threshold: [0.02, 0.05] } })
      const db = ['--db', at('small/asker.db')]
      const asker = new Program(['sweep', 'start', file, '--redis', redis.url, ...db], true)
      const queue = await connectRedis(redis.url)
      await until(async () => (await queue.llen('bull:patchbay-runs:wait')) === 2)
      queue.disconnect()
      asker.write('fill')
      await asker.until('filled')
      const third = new Program(worker('third', ''))
      await asker.until(
        `The disk is full: the store ${at('small/asker.db')} could not be written. Free some space and try again. What workers found stays on Redis until then.`,
      )
      await third.until('Run 2: done')
      expect(asker.said).not.toContain('ended')
      asker.write('free')
      await asker.until('ended with')
      expect(asker.said).toContain('2 of 2 runs done')
      expect(asker.said).toContain('ended with 0')
    })
  },
)
