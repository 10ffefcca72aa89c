import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from './wire'

describe('wire', () => {
  it('keeps typed arrays, NaN, infinities, null and undefined', () => {
    const message = {
      edge: new Int32Array([1, -2]),
      metric: new Float64Array([0.1, NaN, -Infinity, -0]),
      kept: new Uint8Array([0, 1]),
      empty: new Float64Array(0),
      nothing: null,
      missing: undefined,
      number: NaN,
      text: 'a "b" </script> \u2028 ę',
    }
    expect(decodeMessage(encodeMessage(message))).toStrictEqual(message)
  })

  it('sends only the bytes a view shows', () => {
    const large = new Float64Array(10_000)
    large[5000] = 7
    const text = encodeMessage({ part: large.subarray(5000, 5002) })
    expect(text.length).toBeLessThan(200)
    expect(decodeMessage(text)).toStrictEqual({ part: new Float64Array([7, 0]) })
  })

  it('refuses text that is not a message', () => {
    expect(() => decodeMessage('hello')).toThrow()
    expect(() => decodeMessage('[[99]]x')).toThrow()
  })
})
