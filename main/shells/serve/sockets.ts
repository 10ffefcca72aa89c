import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { FromHost } from '../../../contract'
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../../contract/wire'
import type { HostClient } from '../../host/process/host-client'
import { parseToHost } from '../messages'
import { type Access, SOCKET_PROTOCOL, socketRefusal } from './access'

export const SOCKET_PATH = '/socket'
/** A page that lets so much data wait is asleep or stuck: it connects again and takes a snapshot. */
const MOST_WAITING_BYTES = 256 * 1024 * 1024
/** Finds connections whose other end is gone without a word, e.g. where an ssh tunnel broke. */
const HEARTBEAT_MS = 30_000

const HOST_IS_AWAY: FromHost = {
  kind: 'event',
  event: { type: 'host-status', status: 'lost', message: 'The host process is starting again.' },
}

/** The bridge's verbs over WebSockets: calls and cancels in, answers and events out. */
export function setupSockets(server: Server, host: HostClient, access: Access): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  })
  server.on('upgrade', (request, stream, head) => {
    // A peer that hangs up during the handshake is not an error of ours.
    stream.on('error', () => stream.destroy())
    if (request.url !== SOCKET_PATH) return refuseUpgrade(stream, 404, 'There is nothing at this address.')
    const refused = socketRefusal(request, access)
    if (refused) return refuseUpgrade(stream, 403, refused)
    sockets.handleUpgrade(request as IncomingMessage, stream, head, (socket) => serveSocket(socket, host))
  })
  const endEvents = host.onEvent((event) => {
    const text = encodeMessage({ kind: 'event', event } satisfies FromHost)
    for (const socket of sockets.clients) sendTo(socket, text)
  })
  const heartbeat = setInterval(() => sockets.clients.forEach(checkAlive), HEARTBEAT_MS)
  return {
    close: () => {
      clearInterval(heartbeat)
      endEvents()
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}

function refuseUpgrade(stream: Duplex, status: number, sentence: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
  ]
  stream.end([...head, `Content-Length: ${Buffer.byteLength(sentence)}`, '', sentence].join('\r\n'))
}

let lastSocket = 0

function serveSocket(socket: WebSocket, host: HostClient): void {
  const prefix = `${++lastSocket}:`
  const pending = new Set<string>()
  alive.add(socket)
  socket.on('pong', () => alive.add(socket))
  // ws closes the connection itself after a broken or oversized frame.
  socket.on('error', (error) => console.error(`A page's connection was closed: ${error.message}`))
  socket.on('close', () => pending.forEach((callId) => host.cancel(callId)))
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? null : readMessage(String(data))
    if (!message) return socket.close(1003, 'not a message of Patchbay')
    const callId = prefix + message.callId
    if (message.kind === 'cancel') return host.cancel(callId)
    pending.add(callId)
    void host.relay(message.name, message.args, callId).then((answer) => {
      pending.delete(callId)
      sendTo(socket, encodeMessage({ kind: 'answer', callId: message.callId, answer } satisfies FromHost))
    })
  })
  if (host.pid === undefined) sendTo(socket, encodeMessage(HOST_IS_AWAY))
}

function readMessage(text: string) {
  try {
    return parseToHost(decodeMessage(text))
  } catch {
    return null // answered by closing the connection: our own page never sends such
  }
}

function sendTo(socket: WebSocket, text: string): void {
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate()
  else socket.send(text)
}

/** Sockets that answered since the last heartbeat. */
const alive = new WeakSet<WebSocket>()

function checkAlive(socket: WebSocket): void {
  if (!alive.has(socket)) return socket.terminate()
  alive.delete(socket)
  socket.ping()
}
