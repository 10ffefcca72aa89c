import { describe, expect, it } from 'vitest'
import { bytesText, memoryBytesOf, memoryText, mostText, settingsText } from './index'

describe('sizes of memory', () => {
  it.each([
    ['8GB', 8e9],
    ['1.5 gib', 1.5 * 2 ** 30],
    [' 900MB ', 9e8],
  ])('%s', (text, bytes) => {
    expect(memoryBytesOf('--memory', text)).toBe(bytes)
  })

  it('are refused where they are none, or too small for the program itself', () => {
    expect(() => memoryBytesOf('--memory', '8')).toThrow(
      '--memory must be a size such as 8GB or 900MB, not "8".',
    )
    expect(() => memoryBytesOf('--memory', '-8GB')).toThrow('not "-8GB".')
    expect(() => memoryBytesOf('--memory', '10MB')).toThrow(
      '--memory must be at least 250 MB, of which the program itself takes 200 MB, not "10MB".',
    )
    const tooMuch = '--memory must be at most 1,000,000 GB, not "99999999TB".'
    expect(() => memoryBytesOf('--memory', '99999999TB')).toThrow(tooMuch)
  })

  it.each([
    [21.3e9, '21 GB'],
    [1.64e9, '1.6 GB'],
    [640e6, '640 MB'],
    [999.6e6, '1 GB'],
    [1234e9, '1,200 GB'],
  ])('%d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })

  it('what a run needs, as a line', () => {
    const need = {
      peakBytes: 1.64e9,
      mostBytes: null,
      uses: { program: 1.3e8, weights: 5e8, prompts: 4e8, computing: 6.1e8 },
      budget: { bytes: 14e9, from: 'free' as const },
      weights: 'streamed' as const,
      promptCount: 1000,
      tokens: 20,
      promptsAtOnce: 32,
      mostPrompts: null,
      refusal: null,
    }
    expect(memoryText(need)).toBe(
      'about 1.6 GB needed, 14 GB may be used (70 % of what is free); 32 of 1,000 prompts at once; weights are read from their file layer by layer',
    )
    const found = { ...need, promptsAtOnce: 1000, weights: 'held' as const }
    expect(memoryText({ ...found, mostBytes: 2.08e9 })).toBe(
      'about 1.6 GB needed, up to 2.1 GB where many edges are kept, 14 GB may be used (70 % of what is free)',
    )
    expect(mostText({ ...found, mostBytes: 2.08e9 })).toBe(', up to 2.1 GB where many edges are kept')
    expect(memoryText({ ...found, mostBytes: 1.8e9 })).toBe(
      'about 1.6 GB needed, 14 GB may be used (70 % of what is free)',
    )
  })

  it('belong to the settings of a run only where they were given', () => {
    const settings = { threads: 2, batch: null, device: 'cpu' as const }
    expect(settingsText([settings, { ...settings, memoryBytes: 8e9 }])).toBe(
      '2 threads, cpu; then 2 threads, cpu, at most 8 GB',
    )
  })
})
