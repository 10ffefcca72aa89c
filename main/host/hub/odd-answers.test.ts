import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { withHub, repositoryFolder } from '../../../testing/hub-server/with-hub'
import { hubAccess } from './hub-access'
import { lookAt, readFile } from './hub-client'
import type { RepositoryFile } from './needed-files'

const never = new AbortController().signal
const NAME = { repo: 'org/tiny', revision: 'main' }

/** A server that answers as it likes, and is the hub. */
async function hubThat(answers: RequestListener): Promise<string> {
  await withHub()
  const server = createServer(answers)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubEnv('HF_ENDPOINT', address)
  return address
}

const INFO = JSON.stringify({ sha: 'a'.repeat(40), lastModified: '2026-01-01' })
const looked = () => lookAt(NAME, hubAccess(), never)

describe('a list of files', () => {
  it('that never ends is left', async () => {
    const address = await hubThat((request, response) => {
      if (request.url!.includes('/revision/')) return response.end(INFO)
      response.setHeader('Link', `<${address}/api/models/org/tiny/tree/x>; rel="next"`)
      response.end('[]')
    })
    await expect(looked()).rejects.toThrow(
      `What ${address} says of org/tiny does not end: check HF_ENDPOINT.`,
    )
  })

  it('and other answers are not read beyond what they may have', async () => {
    const address = await hubThat((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(2 ** 20, 32)));
      }
      response.on('drain', more)
      more()
    })
    await expect(looked()).rejects.toThrow(
      `What ${address} says of org/tiny does not end: check HF_ENDPOINT.`,
    )
  })

  it('of many pages is read whole, folders included, at the hub that is asked', async () => {
    const asked: string[] = []
    await hubThat((request, response) => {
      asked.push(request.headers.host!)
      if (request.url!.includes('/revision/')) return response.end(INFO)
      const page = Number(/cursor=(\d+)/.exec(request.url!)?.[1] ?? 0)
      const next = `<https://hub.invalid/api/models/org/tiny/tree/x?cursor=${page + 1}>; rel="next"`
      if (page < 9) response.setHeader('Link', next)
      const entries = Array.from({ length: 1000 }, (_value, at) => ({
        ...{ type: 'file', oid: 'b'.repeat(40), size: 1 },
        path: `step${page}/${at}.txt`,
      }))
      response.end(
        JSON.stringify([...entries, { type: 'directory', oid: 'c', size: 0, path: `step${page}` }]),
      )
    })
    expect((await looked()).files.length).toBe(10_000)
    expect(asked.length).toBe(11)
  })

  it('that goes round in circles is said to', async () => {
    const address = await hubThat((request, response) => {
      response.writeHead(302, { Location: request.url! }).end()
    })
    await expect(looked()).rejects.toThrow(`${address} cannot be reached: redirect count exceeded.`)
  })
})

describe('a file', () => {
  const file: RepositoryFile = {
    path: 'model.safetensors',
    bytes: 100,
    hash: { kind: 'sha256', hex: 'd'.repeat(64) },
  }
  const read = async () => {
    for await (const _chunk of readFile(NAME, 'a'.repeat(40), file, hubAccess(), never));
  }

  it('that is a page instead is not kept', async () => {
    const address = await hubThat((_request, response) => response.end('<html>Sign in to the network</html>'))
    await expect(read()).rejects.toThrow(
      `${address} has model.safetensors with 35 bytes, not the 100 that it listed: try again later.`,
    )
  })

  it('is asked for once, and comes from servers that know no ranges', async () => {
    const asked: (string | undefined)[] = []
    await hubThat((request, response) => {
      asked.push(request.headers.range)
      response.end(Buffer.alloc(100))
    })
    await read()
    expect(asked).toEqual([undefined])
  })

  it('that its storage refuses may come later: the address is of another server, and expires', async () => {
    const storage = createServer((_request, response) => response.writeHead(403).end())
    await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void storage.close())
    const at = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`
    const address = await hubThat((_request, response) => response.writeHead(302, { Location: at }).end())
    await expect(read()).rejects.toMatchObject({
      mayPass: true,
      message: `${at}, where ${address} keeps its files, answered with status 403: try again later.`,
    })
  })
})

describe('settings', () => {
  it('of the Python library that forbid to send the token are heeded', async () => {
    const { hub } = await withHub()
    hub.add('org/tiny', repositoryFolder({ 'config.json': '{}' }))
    vi.stubEnv('HF_TOKEN', 'hf_good')
    vi.stubEnv('HF_HUB_DISABLE_IMPLICIT_TOKEN', '1')
    await looked()
    expect(hub.asked.map(({ authorization }) => authorization)).toEqual([null, null])
  })

  it('that cannot be meant are refused, without showing a password', async () => {
    await withHub()
    vi.stubEnv('HF_TOKEN', 'hf_“good”')
    expect(() => hubAccess()).toThrow(
      'The token in HF_TOKEN has characters that no token has: copy it again, or remove it where none is needed.',
    )
    vi.stubEnv('HF_ENDPOINT', 'https://me:secret@hub.example')
    expect(() => hubAccess()).toThrow(
      'HF_ENDPOINT has a user name or a password in it, which is not sent: leave them out, and put a token into HF_TOKEN.',
    )
  })

  it('of a proxy are named where the hub cannot be reached without it', async () => {
    await withHub()
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9')
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example:3128')
    const hint = '; to use the proxy in HTTPS_PROXY, set NODE_USE_ENV_PROXY=1.'
    await expect(looked()).rejects.toThrow(hint)
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    await expect(looked()).rejects.not.toThrow(hint)
  })
})
