import path from 'node:path'
import { protocol } from 'electron'
import { readRendererFile, SECURITY_HEADERS } from '../renderer-files'

const SCHEME = 'patchbay'

/**
 * The interface's address. A scheme of our own rather than file://, because pages of file:// may read
 * other files, and because the policy then comes as a header, as it does in the browser shell.
 */
export const APP_ORIGIN = `${SCHEME}://app`

/** Before Electron is ready: the scheme behaves like https (origins, fetch, storage). */
export function setupScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Once ready: answers the scheme from the built interface and from nowhere else. */
export function setupAppProtocol(): void {
  const folder = path.join(__dirname, '../renderer')
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const file = url.host === 'app' ? await readRendererFile(folder, url.pathname) : null
    if (!file) return new Response('Not found', { status: 404, headers: SECURITY_HEADERS })
    return new Response(new Uint8Array(file.content), { headers: file.headers })
  })
}
