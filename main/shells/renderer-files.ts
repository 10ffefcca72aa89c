import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** Both shells: nothing from elsewhere, no inline script, no eval; Mantine and Cytoscape need inline styles. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

export interface RendererFile {
  content: Buffer
  headers: Record<string, string>
}

/**
 * A file of the built interface by the path of its URL (still percent-encoded), or null where there is
 * none. A path that leads out of the folder, by `..`, an encoded slash or a NUL, has none.
 */
export async function readRendererFile(folder: string, urlPath: string): Promise<RendererFile | null> {
  const file = fileIn(folder, urlPath)
  const type = file && CONTENT_TYPES[path.extname(file)]
  if (!file || !type) return null
  const content = await readFile(file).catch(() => null)
  if (!content) return null
  // Vite names assets by their content; index.html must show the newest build.
  const cache = urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache'
  return { content, headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': cache } }
}

function fileIn(folder: string, urlPath: string): string | null {
  const relative = urlPath === '/' ? 'index.html' : decoded(urlPath)?.replace(/^\/+/, '')
  if (!relative || /[\0\\]/.test(relative)) return null
  const file = path.resolve(folder, relative)
  return file.startsWith(path.resolve(folder) + path.sep) ? file : null
}

function decoded(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return null // half a percent escape
  }
}
