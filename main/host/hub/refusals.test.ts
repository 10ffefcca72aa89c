import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readingThreads } from '../../../testing/reading-from-source'
import { repositoryFolder, withHub } from '../../../testing/hub-server/with-hub'
import { Downloads } from './downloads'

const reading = readingThreads()

const never = new AbortController().signal
const CONFIG = JSON.stringify({
  model_type: 'gpt2',
  n_layer: 1,
  n_head: 2,
  n_embd: 8,
  n_positions: 8,
  vocab_size: 16,
})

/** A hub with three models, and why each of them is not planned. */
async function withModels() {
  const { hub, home } = await withHub()
  const folder = repositoryFolder({ 'config.json': CONFIG, 'model.safetensors': 100 })
  hub.add('org/open', folder)
  hub.add('org/gated', folder, { isGated: true })
  hub.add('org/private', folder, { isPrivate: true })
  hub.tokens.set('hf_good', true)
  hub.tokens.set('hf_other', false)
  const downloads = new Downloads({ reading, emit: () => {}, retryDelaysMs: [1, 1] })
  const refused = (name: string, sentence: string, code = 'bad-input') =>
    expect(downloads.plan(name, never)).rejects.toThrow(expect.objectContaining({ code, message: sentence }))
  return { hub, home, downloads, refused }
}

describe('what the hub refuses', () => {
  it('a model that does not exist, or is private', async () => {
    const { hub, refused, downloads } = await withModels()
    const none = (repo: string, who: string) =>
      `There is no model ${repo} at ${hub.address}: check its name; if it is private, ${who}.`
    const set = 'put a token of an account that may read it into HF_TOKEN'
    await refused('org/none', none('org/none', set))
    await refused('org/private', none('org/private', set))
    vi.stubEnv('HF_TOKEN', 'hf_other')
    const other = 'the token in HF_TOKEN must be of an account that may read it'
    await refused('org/private', none('org/private', other))
    vi.stubEnv('HF_TOKEN', 'hf_good')
    expect((await downloads.plan('org/private', never)).problem).toBe(null)
  })

  it('a gated model: without a token, with one of an account without access, and with the right one', async () => {
    const { hub, home, refused, downloads } = await withModels()
    const is = 'org/gated is gated: its owner asks who wants it'
    const page = `${hub.address}/org/gated`
    await refused(
      'org/gated',
      `${is}; accept its conditions at ${page}, then put a token of that account into HF_TOKEN (or run \`hf auth login\`). Nothing was downloaded.`,
    )
    const file = path.join(home, 'token')
    writeFileSync(file, 'hf_other\n')
    await refused(
      'org/gated',
      `${is}; the account of the token in ${file} has no access (yet): ask for it at ${page}. Nothing was downloaded.`,
    )
    writeFileSync(file, 'hf_good\n')
    expect((await downloads.plan('org/gated', never)).problem).toBe(null)
  })

  it('a token, a revision, and more requests', async () => {
    const { hub, refused } = await withModels()
    await refused('org/open@v9', 'org/open has no revision "v9": name a branch, a tag or a commit.')
    const later = `${hub.address} refuses more requests for now: try again`
    hub.faults.add({ status: 429, headers: { 'Retry-After': '30' }, times: 1 })
    await refused('org/open', `${later} in 30 s; with a token in HF_TOKEN more are allowed.`, 'download')
    vi.stubEnv('HF_TOKEN', 'hf_good')
    hub.faults.add({ status: 429, times: 1 })
    await refused('org/open', `${later} in some minutes.`, 'download')
    hub.faults.add({ status: 503, times: 1 })
    await refused('org/open', `${hub.address} answered with status 503: try again later.`, 'download')
    hub.faults.add({ status: 403, times: 1 })
    await refused(
      'org/open',
      `${hub.address} does not let org/open be read with the token in HF_TOKEN: use one of an account that may.`,
    )
    vi.stubEnv('HF_TOKEN', 'hf_old')
    await refused(
      'org/open',
      `${hub.address} does not accept the token in HF_TOKEN: it may have expired; make a new one, or remove it where none is needed.`,
    )
  })
})

it('waits as long as the hub asks, and goes on', async () => {
  const { hub, downloads } = await withModels()
  const { commit } = await downloads.plan('org/open', never)
  hub.faults.add({ path: 'model.safetensors', status: 429, headers: { 'Retry-After': '1' }, times: 1 })
  hub.faults.add({ path: 'model.safetensors', status: 500, times: 1 })
  await downloads.start('org/open', commit, never)
  await downloads.idle()
  expect(downloads.list()).toMatchObject([{ state: 'done' }])
})

it('does not wait for an hour', async () => {
  const { hub, downloads } = await withModels()
  const { commit } = await downloads.plan('org/open', never)
  hub.faults.add({ path: 'model.safetensors', status: 429, headers: { 'Retry-After': '3600' } })
  await downloads.start('org/open', commit, never)
  await downloads.idle()
  expect(downloads.list()[0].message).toMatch(/refuses more requests for now: try again in 3600 s; /)
})

/** Another server, and with which tokens it was asked. */
async function otherServer(): Promise<{ address: string; tokens: (string | undefined)[] }> {
  const tokens: (string | undefined)[] = []
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens }
}

describe('what is asked of the hub', () => {
  it('has our token, and no other server gets it', async () => {
    const { hub, downloads } = await withModels()
    const other = await otherServer()
    vi.stubEnv('HF_TOKEN', 'hf_good')
    hub.faults.add({
      path: 'model.safetensors',
      status: 302,
      headers: { Location: `${other.address}/file` },
      times: 1,
    })
    const { commit } = await downloads.plan('org/open', never)
    await downloads.start('org/open', commit, never)
    await downloads.idle()
    expect(hub.asked.map(({ authorization }) => authorization)).toEqual(hub.asked.map(() => 'Bearer hf_good'))
    expect(other.tokens).toEqual([undefined])
  })

  it('is nothing where HF_HUB_OFFLINE is set, HF_ENDPOINT is not an address, or the name cannot be one', async () => {
    const { hub, refused } = await withModels()
    await refused(
      'a b',
      '"a b" is not a name of the hub: write it as OWNER/NAME, with @REVISION where it is not the default one.',
    )
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    await refused('org/open', 'HF_HUB_OFFLINE is set, so the hub is not asked: unset it to download models.')
    vi.stubEnv('HF_HUB_OFFLINE', '0')
    vi.stubEnv('HF_ENDPOINT', 'hub')
    await refused(
      'org/open',
      'HF_ENDPOINT is "hub", which is not the address of a hub: write it as https://huggingface.co, or unset it.',
    )
    expect(hub.asked).toEqual([])
  })
})

it('a hub that does not answer, or is another kind of server', async () => {
  const { hub, refused } = await withModels()
  hub.faults.add({ status: 200, times: 1 })
  await refused(
    'org/open',
    `${hub.address} does not answer as the Hugging Face hub does: check HF_ENDPOINT.`,
    'download',
  )
  const { address } = hub
  await hub.close()
  await refused('org/open', `${address} cannot be reached: nothing answers there.`, 'download')
})

it('a cache that cannot be written', async () => {
  const { home, downloads } = await withModels()
  mkdirSync(path.join(home, 'hub'))
  writeFileSync(path.join(home, 'hub/models--org--open'), '')
  const { commit } = await downloads.plan('org/open', never)
  await downloads.start('org/open', commit, never)
  await downloads.idle()
  expect(downloads.list()[0]).toMatchObject({
    state: 'failed',
    message: `${path.join(home, 'hub/models--org--open')} cannot be written (ENOTDIR): check it, or put the cache elsewhere with HF_HOME.`,
  })
  expect(existsSync(path.join(home, 'hub/models--org--open/snapshots'))).toBe(false)
})
