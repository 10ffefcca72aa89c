import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HostEvent } from '../../../contract'
import { describeWhere } from '../../../testing/describe-where'
import { hasRedis, RedisServer } from '../../../testing/redis-server'
import { connectRedis } from '../cluster/redis/connection'
import { WorkerSign } from '../cluster/redis/worker-list'
import { Host } from '../host'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cluster-requests-'))
const db = path.join(folder, 'runs.db')
let redis: RedisServer
let host: Host
const events: HostEvent[] = []
beforeAll(async () => {
  if (hasRedis) redis = await RedisServer.start(['--requirepass', 'top-secret'])
  host = new Host({ storePath: db, emit: (event) => events.push(event) })
})
afterAll(async () => {
  if (!hasRedis) await host.close()
  await redis?.end()
  rmSync(folder, { recursive: true })
})

describeWhere(hasRedis, 'the connection to a Redis', 'there is no redis-server on this machine', () => {
  it('needs an address, and the password that the server has', async () => {
    await expect(host.call('cluster.connect', {})).rejects.toThrow(
      'No Redis was connected to before: give its address, such as redis://HOST:6379.',
    )
    await expect(host.call('cluster.connect', { url: redis.url })).rejects.toThrow(
      /^Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be used \(it wants a password, or another one\): write redis:\/\/USER:PASSWORD@HOST:PORT, or set the password as PATCHBAY_REDIS_PASSWORD\.$/,
    )
    expect(await host.call('cluster.get', {})).toMatchObject({ remembered: null, current: null })
  })

  it('is remembered without its password, which is nowhere in the store', async () => {
    const shown = redis.url.replace('//', '//:***@')
    const given = { url: redis.url, password: 'top-secret' }
    expect(await host.call('cluster.connect', given)).toEqual({
      ...{ url: shown, isThere: true, refusal: null, workers: [] },
    })
    expect(await host.call('cluster.get', {})).toMatchObject({
      remembered: redis.url,
      current: { url: shown },
    })
    expect((await host.call('cluster.connect', {})).url).toBe(shown)
    for (const file of [db, `${db}-wal`]) expect(readFileSync(file).includes('top-secret')).toBe(false)
  })

  it('says who waits there, as long as they give signs of life', async () => {
    const connection = await connectRedis(redis.url.replace('//', '//:top-secret@'))
    const worker = {
      ...{ name: 'first', patchbayVersion: '1', onnxruntimeVersion: '2', models: ['tiny'], computes: null },
    }
    const sign = new WorkerSign(connection, worker)
    const workers = async () => (await host.call('cluster.get', {})).current!.workers
    await expect.poll(workers).toEqual([worker])
    sign.computes('acdc of tiny, Run 1')
    await expect.poll(workers).toEqual([{ ...worker, computes: 'acdc of tiny, Run 1' }])
    await sign.end()
    expect(await workers()).toEqual([])
    connection.disconnect()
  })

  it('is said to be lost while the server is away, and its workers are those of before', async () => {
    events.length = 0
    await redis.kill()
    const isThere = async () => (await host.call('cluster.get', {})).current!.isThere
    await expect.poll(isThere, { timeout: 20_000 }).toBe(false)
    await redis.start()
    await expect.poll(isThere, { timeout: 20_000 }).toBe(true)
    // Once each, however often it was tried.
    const said = events.flatMap((event) => (event.type === 'cluster-changed' ? [event.isThere] : []))
    expect(said).toEqual([false, true])
  })

  it('ends with the program, also while the server is away or does not answer', async () => {
    const password = 'top-secret'
    const other = new Host({ storePath: path.join(folder, 'other.db'), emit: () => {} })
    await other.call('cluster.connect', { url: redis.url, password })
    redis.freeze()
    expect(await other.close()).toBe(true)
    await redis.kill()
    expect(await host.close()).toBe(true)
  })
})
