import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HostClient } from '../../host/process/host-client'
import { readRendererFile, SECURITY_HEADERS } from '../renderer-files'
import {
  type Access,
  foreignRefusal,
  KEY_HEADER,
  NOT_SIGNED_IN,
  refusal,
  SESSION_PATH,
  WRONG_TOKEN,
} from './access'
import { SOCKET_PATH, setupSockets } from './sockets'

export interface ServerOptions {
  /** 0: any free one. */
  port: number
  host: HostClient
  access: Access
  /** The built interface, e.g. out/renderer. */
  rendererFolder: string
}

export interface RunningServer {
  port: number
  /** With the token: for people. */
  url: string
  /** Ends every connection; the host is the caller's. */
  close(): Promise<void>
}

/** Listens on 127.0.0.1 alone. Rejects with EADDRINUSE and the like. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => void answer(request, response, options))
  const sockets = setupSockets(server, options.host, options.access)
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/?token=${options.access.token}`,
    close: async () => {
      sockets.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const { access, rendererFolder } = options
  const [urlPath, query] = splitUrl(request.url ?? '')
  const token = urlPath === '/' ? query.get('token') : null
  if (token !== null) return signIn(request, response, token, access)
  if (urlPath === SESSION_PATH && request.method === 'POST') return signInAgain(request, response, access)
  const refused = refusal(request, access)
  if (refused) return say(response, 403, refused)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return say(response, 405, 'Only GET is answered here.')
  if (urlPath === SOCKET_PATH) return say(response, 426, 'This address is for WebSockets.')
  const file = await readRendererFile(rendererFolder, urlPath)
  if (!file) return say(response, 404, 'There is nothing at this address.')
  response.writeHead(200, { ...file.headers, 'Content-Length': file.content.length })
  response.end(request.method === 'HEAD' ? undefined : file.content)
}

/**
 * The token leaves the address bar (and history, and screenshots) at once; the cookie replaces it, and the key after
 * the `#`, which no server is sent: the page keeps it and takes it out of the address.
 */
function signIn(request: IncomingMessage, response: ServerResponse, token: string, access: Access): void {
  const refused = foreignRefusal(request) ?? (access.isToken(token) ? null : WRONG_TOKEN)
  if (refused) return say(response, 403, refused)
  beginSession(response, access, 303, { Location: `/#key=${access.pageKey}` })
}

/** A page that is still open after a restart has its key, and no session of this run. */
function signInAgain(request: IncomingMessage, response: ServerResponse, access: Access): void {
  const key = request.headers[KEY_HEADER]
  const refused = foreignRefusal(request) ?? (access.isPageKey(String(key)) ? null : NOT_SIGNED_IN)
  if (refused) return say(response, 403, refused)
  beginSession(response, access, 204)
}

function beginSession(
  response: ServerResponse,
  access: Access,
  status: number,
  headers: Record<string, string> = {},
): void {
  const cookie = { 'Set-Cookie': access.beginSession(), 'Cache-Control': 'no-store' }
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers, ...cookie })
  response.end()
}

function say(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(`${sentence}\n`)
}

/** By hand: `new URL` would resolve `..` before we could refuse it, and throws on odd addresses. */
function splitUrl(url: string): [string, URLSearchParams] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, new URLSearchParams()] : [url.slice(0, mark), new URLSearchParams(url.slice(mark))]
}
