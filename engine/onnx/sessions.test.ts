import { expect, it } from 'vitest'
import { floatTensor, GraphBuilder, Sessions, type Graph } from './index'

function doubling(): Graph {
  const builder = new GraphBuilder('doubling')
  const x = builder.input('x', [1])
  builder.output(builder.add(x, x, 'y'), [1])
  return builder.finish()
}

/** Its sum has an operand that nothing gives. */
function broken(): Graph {
  const builder = new GraphBuilder('broken')
  builder.output(builder.add(builder.input('x', [1]), { name: 'nothing' }, 'y'), [1])
  return builder.finish()
}

it('a session that cannot be made is tried again at the next call, and leaves the others alone', async () => {
  const sessions = new Sessions({ threads: 1 })
  const known = await sessions.get('known', doubling)
  await expect(sessions.get('late', broken)).rejects.toThrow(/nothing/)
  const late = await sessions.get('late', doubling)
  expect(await sessions.get('known', broken)).toBe(known)
  expect((await late.run({ x: floatTensor(Float32Array.of(3), [1]) })).y.data[0]).toBe(6)
  await sessions.release((name) => name === 'late')
  expect(await sessions.get('known', broken)).toBe(known)
  expect(await sessions.get('late', doubling)).not.toBe(late)
  await sessions.release()
})
