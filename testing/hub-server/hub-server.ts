import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Faults, type Fault } from './faults'
import { listed, repositoryOf, type RepositoryOptions, type ServedRepository } from './repositories'
import { sendFile } from './send-file'

export interface AskedRequest {
  method: string
  path: string
  range: string | null
  authorization: string | null
}

/**
 * A server on 127.0.0.1 that answers as the Hugging Face hub does, with folders as its repositories: what a model
 * consists of, its files and parts of them, and how the hub refuses. Faults are real ones: cut connections, damaged
 * bytes, statuses.
 */
export class HubServer {
  readonly asked: AskedRequest[] = []
  readonly faults = new Faults()
  /** Tokens that are accepted; those of accounts with access to gated and private repositories map to true. */
  readonly tokens = new Map<string, boolean>()
  /** Repositories that were renamed: old name, new name. Requests are redirected. */
  readonly renamed = new Map<string, string>()
  private readonly repositories = new Map<string, ServedRepository>()
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500)
        response.end(String(error))
      })
    })
  }

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve))
    return this.address
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  add(name: string, folder: string, options?: RepositoryOptions): ServedRepository {
    const repository = repositoryOf(name, folder, options)
    this.repositories.set(name, repository)
    return repository
  }

  /** How often the body of a file was asked for. */
  fetches(path: string): AskedRequest[] {
    return this.asked.filter((each) => each.path.endsWith(path) && each.method === 'GET')
  }

  close(): Promise<void> {
    this.faults.clear()
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.address)
    const path = decodeURIComponent(url.pathname)
    if (path === '/_faults') return this.control(request, response)
    const { range = null, authorization = null } = request.headers as Record<string, string | undefined>
    this.asked.push({ method: request.method ?? '', path, range, authorization })
    const fault = this.faults.take(path)
    if (fault.status !== undefined) return refuse(response, fault.status, fault.headers)
    const moved = this.movedPath(path)
    if (moved !== null) return refuse(response, 307, { Location: moved + url.search })
    const found = this.find(path)
    if (found === null) return refuse(response, 401, { 'X-Error-Code': 'RepoNotFound' })
    const refusal = this.refusalOf(found.repository, authorization, found.kind)
    if (refusal) return refuse(response, ...refusal)
    if (!found.isRevision) return refuse(response, 404, { 'X-Error-Code': 'RevisionNotFound' })
    if (found.kind === 'info') return json(response, infoOf(found.repository))
    if (found.kind === 'tree') return json(response, found.repository.files.map(listed))
    const file = found.repository.files.find((each) => each.path === found.rest)
    if (!file) return refuse(response, 404, { 'X-Error-Code': 'EntryNotFound' })
    await sendFile(request, response, found.repository, file, fault, this.faults)
  }

  private movedPath(path: string): string | null {
    const [from, to] = [...this.renamed].find(([old]) => path.includes(`/${old}/`)) ?? []
    return from === undefined ? null : path.replace(`/${from}/`, `/${to}/`)
  }

  /** Which repository a path is about, and what of it. */
  private find(path: string) {
    for (const repository of this.repositories.values()) {
      const { name, commit, revisions } = repository
      const kinds = {
        info: `/api/models/${name}/revision/`,
        tree: `/api/models/${name}/tree/`,
        file: `/${name}/resolve/`,
      }
      for (const [kind, start] of Object.entries(kinds)) {
        if (!path.startsWith(start)) continue
        const after = path.slice(start.length)
        const revision = ['main', 'HEAD', commit, ...revisions].find(
          (one) => after === one || after.startsWith(`${one}/`),
        )
        const rest = after.slice((revision ?? '').length + 1)
        return { repository, kind: kind as keyof typeof kinds, isRevision: revision !== undefined, rest }
      }
    }
    return null
  }

  private refusalOf(
    { isGated, isPrivate }: ServedRepository,
    authorization: string | null,
    kind: string,
  ): [number, Record<string, string>?] | null {
    const token = authorization?.replace(/^Bearer /, '') ?? null
    if (token !== null && !this.tokens.has(token)) return [401]
    const hasAccess = token !== null && this.tokens.get(token) === true
    if (isPrivate && !hasAccess) return [token === null ? 401 : 404, { 'X-Error-Code': 'RepoNotFound' }]
    // What a gated model consists of may be looked at.
    if (isGated && !hasAccess && kind === 'file')
      return [token === null ? 401 : 403, { 'X-Error-Code': 'GatedRepo' }]
    return null
  }

  /** Faults for tests that cannot call this object: a list of them in place of those that are pending. */
  private async control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    this.faults.clear()
    for (const fault of JSON.parse(Buffer.concat(chunks).toString()) as Fault[]) this.faults.add(fault)
    json(response, this.asked)
  }
}

function infoOf({ name, commit, isGated, isPrivate, licence }: ServedRepository) {
  return {
    _id: '0123456789abcdef01234567',
    id: name,
    modelId: name,
    sha: commit,
    private: isPrivate,
    gated: isGated ? 'manual' : false,
    downloads: 0,
    likes: 0,
    lastModified: '2026-01-01T00:00:00.000Z',
    cardData: { license: licence },
    siblings: [],
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', ...headers })
    .end(JSON.stringify({ error: `status ${status}` }))
}
