import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWhere } from '../../../../testing/describe-where'
import { COMMAND_LINE, runCommandLine } from '../../../../testing/from-sources'
import { hasOpenssl, madeAuthority, type TlsFiles } from '../../../../testing/made-authority'
import { hasRedis, RedisServer } from '../../../../testing/redis-server'
import { optionsOf, withoutPassword } from './address'
import { connectRedis } from './connection'

const temporary = mkdtempSync(path.join(tmpdir(), 'patchbay-access-'))
afterAll(() => rmSync(temporary, { recursive: true }))

const PASSWORD = 'geheim/#1@ %3A'
const SECRET = encodeURIComponent(PASSWORD)
/** As docs/cluster.md has them. */
const RIGHTS = ['~bull:*', '~patchbay:*', '&*', '+@all', '-@admin', '-@dangerous', '+info', '+client|list']

describeWhere(
  hasRedis && hasOpenssl,
  'a Redis with TLS and a password',
  'redis-server or openssl is missing',
  () => {
    let tls: TlsFiles
    let redis: RedisServer
    const at = (who: string, files = `?cacert=${tls.ca}`) => `rediss://${who}127.0.0.1:${redis.port}${files}`
    beforeAll(async () => {
      tls = madeAuthority(temporary)
      const files = ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key, '--tls-ca-cert-file', tls.ca]
      const user = ['--user', 'patchbay', 'on', `>${PASSWORD}`, ...RIGHTS]
      const nobody = ['--user', 'default', 'off']
      redis = await RedisServer.start([...files, '--tls-auth-clients', 'no', ...user, ...nobody], true)
    })
    afterAll(() => redis.end())

    it('has a sweep computed by a user with few rights, whose password nobody sees', async () => {
      const file = path.join(temporary, 'sweep.json')
      const db = path.join(temporary, 'asker.db')
      const what = { model: 'sample:induction', prompts: 'sample:induction', method: 'acdc' }
      const rest = { options: { metric: 'kl' }, axes: { threshold: [0.02, 0.05] }, judge: false }
      writeFileSync(file, JSON.stringify({ format: 'patchbay sweep spec 1', ...what, ...rest }))
      const said: string[] = []
      const start = (args: string[], env: Record<string, string> = {}) => {
        const child = spawn(process.execPath, [...COMMAND_LINE, ...args], { env: { ...process.env, ...env } })
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
        return child
      }
      const worker = start(
        ['worker', '--redis', at('patchbay@'), '--threads', '1', '--db', path.join(temporary, 'worker.db')],
        { PATCHBAY_REDIS_PASSWORD: PASSWORD },
      )
      const asker = start(['sweep', 'start', file, '--redis', at(`patchbay:${SECRET}@`), '--db', db])
      const ended = once(asker, 'exit')
      while (!said.join('').includes('Run 1: done')) {
        for (const line of othersLines(asker.pid!)) expect(line).not.toContain(SECRET)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(await ended).toEqual([0, null])
      worker.kill('SIGKILL')
      said.push(runCommandLine(['sweep', 'export', '1', '--db', db]).stdout)
      said.push(...readdirSync(temporary).flatMap((name) => (name.includes('.db') ? read(name) : [])))
      for (const text of said) for (const secret of [PASSWORD, SECRET]) expect(text).not.toContain(secret)
      expect(said.join('')).toContain(`rediss://patchbay:***@127.0.0.1:${redis.port} answers.`)
    })

    it('says why it cannot be used, and what to write', async () => {
      const why = (url: string) =>
        connectRedis(url).then(
          () => 'connected',
          ({ message }: Error) => message.replaceAll(String(redis.port), 'PORT'),
        )
      const shown = 'Redis at rediss://patchbay:***@127.0.0.1:PORT cannot be used'
      const password =
        '(it wants a password, or another one): write redis://USER:PASSWORD@HOST:PORT, or set the password as PATCHBAY_REDIS_PASSWORD.'
      expect(await why(at(`patchbay:${SECRET}@`))).toBe('connected')
      expect(await why(at(`patchbay:${SECRET}@`, ''))).toBe(
        `${shown} (self-signed certificate in certificate chain): name the file of the authority that signed its certificate, rediss://HOST:PORT?cacert=FILE.`,
      )
      expect(await why(at('patchbay:wrong@'))).toBe(`${shown} ${password}`)
      expect(await why(at(''))).toBe(`Redis at rediss://127.0.0.1:PORT cannot be used ${password}`)
      expect(await why(`redis://127.0.0.1:${redis.port}`)).toMatch(
        /cannot be used \(.*\): start it, or write rediss:\/\/HOST:PORT where it has TLS and redis:\/\/ where it has none\.$/,
      )
      expect(await why(at('', `?cacert=${temporary}/none`))).toBe(
        `The cacert of Redis, ${temporary}/none, cannot be read (ENOENT).`,
      )
    })
  },
)

describe('an address of Redis', () => {
  it('says who, where and which database', () => {
    expect(optionsOf(`redis://me:${SECRET}@[::1]:7000/2`)).toEqual({
      ...{ host: '::1', port: 7000, db: 2, username: 'me', password: PASSWORD },
    })
    expect(optionsOf('rediss://cache')).toEqual({ host: 'cache', port: 6379, db: 0, tls: {} })
  })

  it('is shown without its password, and without files', () => {
    expect(withoutPassword('rediss://me:pw@h:1/2?cacert=a')).toBe('rediss://me:***@h:1/2')
    expect(withoutPassword('redis://:pw@h')).toBe('redis://:***@h')
    expect(withoutPassword('redis://h:6379/')).toBe('redis://h:6379')
  })

  it('is refused without showing what may be a password', () => {
    const no = (url: string) => {
      try {
        optionsOf(url)
        return 'taken'
      } catch (error) {
        return (error as Error).message
      }
    }
    const how = 'write redis://HOST:PORT, or rediss:// with TLS.'
    const percent = 'in its password, write # as %23, / as %2F, ? as %3F and @ as %40.'
    expect(no('redis://:pa/ss@h:1')).toBe(`"redis://***@h:1" is not an address of Redis: ${how}`)
    expect(no('me:pass@h')).toBe(`"***@h" is not an address of Redis: ${how}`)
    expect(no('redis://:12/ss@h')).toBe(`"redis://***@h" is not an address of Redis: ${how}`)
    expect(no('redis://me:12#ss@h')).toBe(`"redis://***@h" is not an address of Redis: ${percent}`)
    expect(no('redis://h/x')).toBe(
      '"redis://h/x" is not an address of Redis: its database is a number, not "x".',
    )
    expect(no('rediss://h?password=pw')).toBe(
      '"rediss://h" is not an address of Redis: ?password is not known: it may name cacert, cert, key.',
    )
    expect(no('redis://h?cacert=a')).toBe(
      '"redis://h" is not an address of Redis: files of TLS are for rediss://.',
    )
  })
})

/** Command lines of all processes but one, as anybody on the machine can list them. */
function othersLines(pid: number): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(pid))
  return pids.flatMap((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1')
    } catch {
      return []
    }
  })
}

function read(name: string): string {
  return readFileSync(path.join(temporary, name), 'latin1')
}
