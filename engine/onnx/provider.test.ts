import { afterEach, describe, expect, it } from 'vitest'
import { GraphBuilder, Session } from './index'
import { reasonOf, useProvider } from './provider'

function doubled() {
  const builder = new GraphBuilder('doubled')
  const x = builder.input('x', [1])
  builder.output(builder.add(x, x), [1])
  return builder.finish()
}

afterEach(() => useProvider('cpu'))

describe('a session on a device that is not there', () => {
  it('is not made, and says so in one sentence', async () => {
    useProvider('nonsense')
    await expect(Session.create(doubled(), { threads: 1 })).rejects.toThrow(
      'nonsense cannot be used: this system has no such device; choose cpu.',
    )
  })

  it('leaves the next one on the cpu alone', async () => {
    useProvider('nonsense')
    await Session.create(doubled(), { threads: 1 }).catch(() => {})
    useProvider('cpu')
    await (await Session.create(doubled(), { threads: 1 })).release()
  })
})

it("leaves source lines out of the runtime's reasons", () => {
  const adapter =
    '/src/webgpu_context.cc:136 onnxruntime::webgpu::Initialize(const Config&)::<lambda()> adapter_result.status == Success was false. Failed to get a WebGPU adapter: No supported adapters\n'
  expect(reasonOf(adapter)).toBe('Failed to get a WebGPU adapter: No supported adapters')
  const fallback =
    'This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.'
  expect(reasonOf(fallback)).toBe('it lacks an operation of the model')
})
