import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { FromHost } from '../../../contract'
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../../contract/wire'
import { forkHost } from '../../host/process/host-child'
import { HostClient } from '../../host/process/host-client'
import { CONTENT_SECURITY_POLICY } from '../renderer-files'
import { Access, NOT_SIGNED_IN, WRONG_HOST, WRONG_ORIGIN, WRONG_TOKEN } from './access'
import { type RunningServer, startServer } from './server'
import { randomKey } from './page-key'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-serve-'))
const rendererFolder = path.join(folder, 'renderer')
const access = new Access(randomKey(), randomKey())
const host = new HostClient({
  spawn: () => forkHost({ hostFile: path.join(import.meta.dirname, '../../../testing/echo-host.mjs') }),
  restartDelaysMs: [0],
})
let server: RunningServer
let cookie: string

beforeAll(async () => {
  mkdirSync(path.join(rendererFolder, 'assets'), { recursive: true })
  writeFileSync(path.join(rendererFolder, 'index.html'), '<title>Patchbay</title>')
  writeFileSync(path.join(rendererFolder, 'assets/index-1.js'), 'hello()')
  writeFileSync(path.join(folder, 'secret.json'), '"secret"')
  host.start()
  server = await startServer({ port: 0, host, access, rendererFolder })
  const signedIn = await get(`/?token=${access.token}`)
  cookie = signedIn.headers['set-cookie']![0].split(';')[0]
})

afterAll(async () => {
  await Promise.all([server.close(), host.close()])
  rmSync(folder, { recursive: true })
})

type Headers = Record<string, string>
type Response = { status: number; headers: IncomingMessage['headers']; text: string }

/** A plain request, its path sent as it is written here. */
function get(urlPath: string, headers: Headers = {}, method = 'GET'): Promise<Response> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: urlPath, method, headers }
    const sent = request(options, (message) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('end', () => {
        resolve({
          status: message.statusCode!,
          headers: message.headers,
          text: Buffer.concat(chunks).toString(),
        })
      })
    })
    sent.on('error', reject).end()
  })
}

/** Opens a socket as our own page does, unless something else is given; rejects with the refusal's status. */
function openSocket(
  headers: Headers = {},
  urlPath = '/socket',
  protocols = ['patchbay', access.pageKey],
): Promise<WebSocket> {
  const own = { cookie, origin: `http://127.0.0.1:${server.port}` }
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${urlPath}`, protocols, {
      headers: { ...own, ...headers },
    })
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_, response) => reject(new Error(`status ${response.statusCode}`)))
    socket.once('error', reject)
  })
}

function nextMessage(socket: WebSocket): Promise<FromHost> {
  return new Promise((resolve) =>
    socket.once('message', (data) => resolve(decodeMessage(String(data)) as FromHost)),
  )
}

function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.once('close', resolve))
}

function call(socket: WebSocket, name: string, args: unknown, callId = 'c1'): void {
  socket.send(encodeMessage({ kind: 'call', callId, name, args }))
}

describe('signing in', () => {
  it('takes the token once, out of the address and into a cookie that scripts cannot read', async () => {
    const response = await get(`/?token=${access.token}`)
    expect(response.status).toBe(303)
    expect(response.headers.location).toBe(`/#key=${access.pageKey}`)
    expect(response.headers['set-cookie']![0]).toMatch(
      /^patchbay-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(response.headers['set-cookie']![0]).not.toContain(access.token)
    expect(response.headers['set-cookie']![0]).not.toContain(access.pageKey)
    expect(await get(`/?token=${access.token}`)).not.toMatchObject({
      headers: { 'set-cookie': response.headers['set-cookie'] },
    })
  })

  it.each(['', 'x', 'A'.repeat(43)])('refuses the wrong token "%s"', async (token) => {
    const response = await get(`/?token=${token}`, { cookie })
    expect([response.status, response.text]).toEqual([403, `${WRONG_TOKEN}\n`])
    expect(response.headers['set-cookie']).toBeUndefined()
  })

  it.each(['/', '/index.html', '/assets/index-1.js', '/socket', '/nothing'])(
    'shows %s to nobody without the cookie',
    async (urlPath) => {
      for (const headers of [{}, { cookie: 'patchbay=1' }, { cookie: `${cookie.slice(0, -1)}` }]) {
        const response = await get(urlPath, headers as Headers)
        expect([response.status, response.text]).toEqual([403, `${NOT_SIGNED_IN}\n`])
      }
    },
  )

  it('serves the page to the cookie, again and again, also among other cookies', async () => {
    for (const headers of [{ cookie }, { cookie }, { cookie: `a=b; ${cookie}; c=d` }]) {
      const response = await get('/', headers)
      expect([response.status, response.text]).toEqual([200, '<title>Patchbay</title>'])
    }
  })
})

describe('signing in again', () => {
  const again = (key: string, headers: Headers = {}, on = server) =>
    new Promise<{ status: number; cookie?: string }>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: on.port, path: '/session', method: 'POST' }
      const sent = request({ ...options, headers: { 'x-patchbay-key': key, ...headers } }, (message) => {
        message.resume()
        resolve({ status: message.statusCode!, cookie: message.headers['set-cookie']?.[0].split(';')[0] })
      })
      sent.on('error', reject).end()
    })

  it('gives a page that kept its key a session in another run of the server, where the old cookie is nothing', async () => {
    const later = new Access(randomKey(), access.pageKey)
    const restarted = await startServer({ port: 0, host, access: later, rendererFolder })
    expect(later.hasSession({ headers: { cookie } } as IncomingMessage)).toBe(false)
    const { status, cookie: renewed } = await again(access.pageKey, {}, restarted)
    expect(status).toBe(204)
    expect(later.hasSession({ headers: { cookie: renewed } } as IncomingMessage)).toBe(true)
    await restarted.close()
  })

  it('is refused to wrong keys and to pages at other ports', async () => {
    const origin = `http://127.0.0.1:${server.port + 1}`
    expect(await again('A'.repeat(43))).toEqual({ status: 403, cookie: undefined })
    expect(await again('')).toEqual({ status: 403, cookie: undefined })
    expect(await again(access.pageKey, { origin })).toEqual({ status: 403, cookie: undefined })
    expect((await get('/session', { cookie }, 'GET')).status).toBe(404)
  })
})

describe('other sites', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'x@localhost',
    '127.0.0.1:',
  ])('are refused by the name they came by: Host "%s"', async (name) => {
    const response = await get(`/?token=${access.token}`, { host: name, cookie })
    expect([response.status, response.text]).toEqual([403, `${WRONG_HOST}\n`])
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1'])(
    'are refused by their origin %s, in requests and sockets',
    async (origin) => {
      const response = await get('/', { origin, cookie })
      expect([response.status, response.text]).toEqual([403, `${WRONG_ORIGIN}\n`])
      await expect(openSocket({ origin })).rejects.toThrow('status 403')
    },
  )

  it('does not mind the port of an ssh tunnel', async () => {
    const headers = { cookie, host: 'localhost:9000', origin: 'http://localhost:9000' }
    expect((await get('/', headers)).status).toBe(200)
    const socket = await openSocket(headers)
    socket.close()
  })
})

describe('files', () => {
  it('come with the content security policy and its company', async () => {
    const { headers } = await get('/', { cookie })
    expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await get('/nothing')).headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY)
  })

  it.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/..\\secret.json',
    '/..%5csecret.json',
    '//../secret.json',
    '/secret.json%00',
    '/%',
    '/assets',
    `/${encodeURIComponent(path.join(folder, 'secret.json'))}`,
  ])('has nothing at %s', async (urlPath) => {
    expect((await get(urlPath, { cookie })).status).toBe(404)
  })

  it('answers HEAD without a body and refuses to be written to', async () => {
    expect(await get('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, text: '' })
    expect((await get('/', { cookie }, 'POST')).status).toBe(405)
  })

  it('survives a request that is not HTTP', async () => {
    const socket = connect(server.port, '127.0.0.1', () => socket.end('\x16\x03\x01 nonsense\r\n\r\n'))
    await new Promise((resolve) => socket.once('close', resolve).resume())
    expect((await get('/', { cookie })).status).toBe(200)
  })
})

describe('sockets', () => {
  it.each([{ cookie: '' }, { cookie: 'patchbay=1' }])(
    'are refused without the cookie: %j',
    async (headers) => {
      await expect(openSocket(headers)).rejects.toThrow('status 403')
    },
  )

  it.each([[], ['patchbay'], ['patchbay', 'A'.repeat(43)], [access.pageKey], ['other', access.pageKey]])(
    'are refused to who has the cookie, as every port has, but not the key of our pages: %j',
    async (...protocols) => {
      await expect(openSocket({}, '/socket', protocols)).rejects.toThrow('status 403')
    },
  )

  it('are refused to a page at another port, cookie and key or not', async () => {
    const origin = `http://127.0.0.1:${server.port + 1}`
    await expect(openSocket({ origin })).rejects.toThrow('status 403')
    await expect(openSocket({ origin, host: `127.0.0.1:${server.port}` })).rejects.toThrow('status 403')
  })

  it('are refused at other addresses, and with the token instead of the cookie', async () => {
    await expect(openSocket({}, '/')).rejects.toThrow('status 404')
    await expect(openSocket({ cookie: '' }, `/socket?token=${access.token}`)).rejects.toThrow('status 404')
  })

  it('carry typed arrays, NaN and null to the host and back', async () => {
    const socket = await openSocket()
    const args = {
      edge: new Int32Array([3, 4]),
      metric: new Float64Array([NaN, 0.5]),
      none: null,
      number: NaN,
    }
    call(socket, 'echo', args)
    expect(await nextMessage(socket)).toStrictEqual({
      kind: 'answer',
      callId: 'c1',
      answer: { ok: true, value: args },
    })
    socket.close()
  })

  it('keep the calls of two pages apart though they have the same names', async () => {
    const [one, two] = await Promise.all([openSocket(), openSocket()])
    const answers = Promise.all([nextMessage(one), nextMessage(two)])
    call(one, 'echo', 1)
    call(two, 'echo', 2)
    expect((await answers).map((message) => message.kind === 'answer' && message.answer)).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 2 },
    ])
    one.close()
    two.close()
  })

  it('report to every page what the host reports', async () => {
    const [one, two] = await Promise.all([openSocket(), openSocket()])
    const heard = Promise.all([nextMessage(one), nextMessage(two)])
    const kept = new Uint8Array([1, 0, 1]).subarray(1)
    call(one, 'notify', { seq: 3, kept })
    const event = { kind: 'event', event: { type: 'run-decisions', seq: 3, kept } }
    expect(await heard).toStrictEqual([event, event])
    one.close()
    two.close()
  })

  it.each([
    'hello',
    '{"kind":"call"}',
    encodeMessage({ kind: 'call', callId: 7, name: 'echo' }),
    encodeMessage(null),
  ])('are closed after the text %s, which is not a message', async (text) => {
    const socket = await openSocket()
    socket.send(text)
    expect(await closeCode(socket)).toBe(1003)
  })

  it('are closed after a frame over the limit; the server goes on', async () => {
    const socket = await openSocket()
    socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
    expect(await closeCode(socket)).toBe(1009)
    const next = await openSocket()
    call(next, 'echo', 'still here')
    expect(await nextMessage(next)).toMatchObject({ answer: { value: 'still here' } })
    next.close()
  })

  it('answer pending calls and notify every page when the host dies', async () => {
    const socket = await openSocket()
    const messages: FromHost[] = []
    const three = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        messages.push(decodeMessage(String(data)) as FromHost)
        if (messages.length === 3) resolve()
      })
    })
    call(socket, 'wait', {}, 'waiting')
    call(socket, 'die', {}, 'dying')
    await three
    const message = expect.stringContaining('exit code 7') as string
    const answer = { ok: false, error: { code: 'host-lost', message } }
    expect(messages).toHaveLength(3)
    expect(messages).toContainEqual({
      kind: 'event',
      event: { type: 'host-status', status: 'lost', message },
    })
    expect(messages).toContainEqual({ kind: 'answer', callId: 'waiting', answer })
    expect(messages).toContainEqual({ kind: 'answer', callId: 'dying', answer })
    socket.close()
  })
})
