import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostEvent } from '../../../contract'
import { openModel } from '../../../engine'
import { FIXTURES } from '../../../testing/fixtures'
import { TestHost } from '../../../testing/host-from-source'
import { readSafetensorsParts, safetensorsBytes } from '../../../testing/model-folder'

/** So large that nobody waits for its weights to be read through. */
const MASK_BYTES = 40 * 2 ** 20

/** gpt2-tiny with a large buffer beside its weights, which older files have. */
function writeLargeModel(folder: string): void {
  const { header, data } = readSafetensorsParts(path.join(FIXTURES, 'gpt2-tiny/model.safetensors'))
  const mask = { dtype: 'U8', shape: [MASK_BYTES], data_offsets: [data.length, data.length + MASK_BYTES] }
  const start = safetensorsBytes({ ...header, 'h.0.attn.bias': mask })
  writeFileSync(
    path.join(folder, 'model.safetensors'),
    Buffer.concat([start, data, Buffer.alloc(MASK_BYTES)]),
  )
  const config = readFileSync(path.join(FIXTURES, 'gpt2-tiny/config.json'))
  writeFileSync(path.join(folder, 'config.json'), config)
}

const isIdentified = (event: HostEvent) => event.type === 'model-identified'

describe('a model whose weights are large', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-large-'))
  const store = path.join(folder, 'runs.db')
  const hosts: TestHost[] = []
  const startHost = () => {
    hosts.push(new TestHost(store))
    return hosts.at(-1)!
  }
  beforeAll(() => writeLargeModel(folder))
  afterAll(async () => {
    for (const host of hosts) await host.client.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is open before they are read through; what it is comes later, and is remembered', async () => {
    const host = startHost()
    const info = await host.call('models.open', { path: folder })
    expect(info.identity).toBe(null)
    const event = await host.next(isIdentified, true)
    const identity = await (await openModel(folder)).identify()
    expect(event).toEqual({ type: 'model-identified', stamp: info.stamp, identity })
    expect((await startHost().call('models.open', { path: folder })).identity).toEqual(identity)
  })

  it('has another stamp after a byte of it was changed, and is read through again', async () => {
    const model = await openModel(folder)
    const before = await model.identify()
    appendFileSync(path.join(folder, 'config.json'), ' ')
    await expect(model.identify()).rejects.toMatchObject({
      message: `${folder} has changed since it was opened: open it again.`,
    })
    const again = await openModel(folder)
    expect(again.info.stamp).not.toBe(model.info.stamp)
    expect((await again.identify()).modelHash).not.toBe(before.modelHash)
  })
})
