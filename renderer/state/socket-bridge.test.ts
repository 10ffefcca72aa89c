import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import type { HostEvent, ToHost } from '../../contract'
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../contract/wire'
import { SIGNED_OUT } from './lasting-socket'
import { CONNECTION_LOST, openSocketBridge } from './socket-bridge'

let server: TestServer
let port: number

// A window has these events, Node does not.
const page = new EventTarget()
vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
vi.stubGlobal('location', { hash: '', pathname: '/' })
vi.stubGlobal('localStorage', { getItem: () => 'the-key' })

/** The server: real sockets, with answers that the test chooses. */
class TestServer {
  readonly messages: ToHost[] = []
  private readonly http: Server
  private readonly sockets: WebSocketServer
  refuse = false

  constructor(onMessage: (message: ToHost, socket: ServerSocket) => void) {
    this.http = createServer((_, response) => response.writeHead(this.refuse ? 403 : 204).end())
    this.sockets = new WebSocketServer({ noServer: true })
    this.http.on('upgrade', (request, stream, head) => {
      if (this.refuse) return stream.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      this.sockets.handleUpgrade(request, stream, head, (socket) => {
        socket.on('message', (data) => {
          const message = decodeMessage(String(data)) as ToHost
          this.messages.push(message)
          onMessage(message, socket)
        })
      })
    })
  }

  async listen(at: number): Promise<number> {
    await new Promise<void>((resolve) => this.http.listen(at, '127.0.0.1', resolve))
    return (this.http.address() as AddressInfo).port
  }

  send(event: unknown): void {
    for (const socket of this.sockets.clients) socket.send(encodeMessage({ kind: 'event', event }))
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate()
    this.http.closeAllConnections()
    await new Promise((resolve) => this.http.close(resolve))
  }
}

function echo(message: ToHost, socket: ServerSocket): void {
  if (message.kind !== 'call' || message.name === 'runs.list') return
  socket.send(
    encodeMessage({ kind: 'answer', callId: message.callId, answer: { ok: true, value: message.args } }),
  )
}

function openBridge() {
  const bridge = openSocketBridge(`ws://127.0.0.1:${port}/socket`)
  const heard: HostEvent[] = []
  bridge.onEvent((event) => heard.push(event))
  const heardEvents = (count: number) =>
    vi.waitFor(() => expect(heard).toHaveLength(count), { timeout: 30_000 })
  return { bridge, heard, heardEvents }
}

beforeEach(async () => {
  server = new TestServer(echo)
  port = await server.listen(0)
})
afterEach(() => server.close())

describe('socket bridge', () => {
  it('sends calls made before the connection is there, and answers them', async () => {
    const { bridge } = openBridge()
    const answers = await Promise.all([bridge.call('app.info', {}), bridge.call('runs.get', { id: 'x' })])
    expect(answers).toEqual([
      { ok: true, value: {} },
      { ok: true, value: { id: 'x' } },
    ])
  })

  it('passes on events with their typed arrays, until the listener leaves', async () => {
    const { bridge, heard, heardEvents } = openBridge()
    await bridge.call('app.info', {})
    const event = { type: 'run-decisions', seq: 1, decisions: { metric: new Float64Array([NaN]) } }
    server.send(event)
    await heardEvents(1)
    expect(heard[0]).toStrictEqual(event)
    const others: HostEvent[] = []
    bridge.onEvent((other) => others.push(other))()
    server.send(event)
    await heardEvents(2)
    expect(others).toEqual([])
  })

  it('answers pending calls with host-lost when the server stops, reports it, and reconnects when it is back', async () => {
    const { bridge, heard, heardEvents } = openBridge()
    await bridge.call('app.info', {})
    const pending = bridge.call('runs.list', {})
    await vi.waitFor(() => expect(server.messages).toHaveLength(2))
    await server.close()
    const lost = { ok: false, error: { code: 'host-lost', message: CONNECTION_LOST } }
    expect(await pending).toEqual(lost)
    expect(await bridge.call('app.info', {})).toEqual(lost)
    await heardEvents(1)
    expect(heard[0]).toEqual({ type: 'host-status', status: 'lost', message: CONNECTION_LOST })

    server = new TestServer(echo)
    await server.listen(port)
    await heardEvents(2)
    expect(heard[1]).toMatchObject({ type: 'host-status', status: 'ready' })
    expect(await bridge.call('app.info', {})).toEqual({ ok: true, value: {} })
  })

  it('says what to do when the server no longer knows the page', async () => {
    const { bridge, heard, heardEvents } = openBridge()
    await bridge.call('app.info', {})
    await server.close()
    server = new TestServer(echo)
    server.refuse = true
    await server.listen(port)
    await heardEvents(2)
    expect(heard[1]).toEqual({ type: 'host-status', status: 'lost', message: SIGNED_OUT })
  })

  it('cancels a call by its id', async () => {
    const { bridge } = openBridge()
    await bridge.call('app.info', {}, 'mine')
    bridge.cancel('mine')
    await vi.waitFor(() => expect(server.messages).toHaveLength(2))
    expect(server.messages[1]).toEqual({ kind: 'cancel', callId: 'mine' })
  })

  it('refuses messages that the server would not accept', async () => {
    const { bridge } = openBridge()
    const answer = await bridge.call('runs.import', {
      text: 'x'.repeat(MAX_MESSAGE_BYTES),
      fileName: 'large.json',
    })
    expect(answer).toEqual({
      ok: false,
      error: {
        code: 'bad-input',
        message: 'This is too large to send (65 MB; at most 64 MB): use a smaller file.',
      },
    })
    expect(await bridge.call('app.info', {})).toMatchObject({ ok: true })
  })
})
