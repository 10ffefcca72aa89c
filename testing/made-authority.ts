import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

/** Whether certificates can be made here. */
export const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0

export interface TlsFiles {
  ca: string
  cert: string
  key: string
}

/** An authority of its own, which no system knows, and a certificate of it for this machine, in a folder. */
export function madeAuthority(folder: string): TlsFiles {
  const at = (name: string) => path.join(folder, name)
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    at(name),
  ]
  openssl([
    'req',
    '-x509',
    ...key('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '30',
    '-subj',
    '/CN=authority of a test',
  ])
  openssl(['req', ...key('key.pem'), '-out', at('request.pem'), '-subj', '/CN=localhost'])
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  const signer = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '30']
  openssl([
    'x509',
    '-req',
    '-in',
    at('request.pem'),
    ...signer,
    '-extfile',
    at('names'),
    '-out',
    at('cert.pem'),
  ])
  return { ca: at('ca.pem'), cert: at('cert.pem'), key: at('key.pem') }
}

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
}
