import { describe, expect, it } from 'vitest'
import {
  attentionDecimals,
  formatAttention,
  formatBytes,
  formatDifference,
  formatDuration,
  formatMagnitude,
  formatMetric,
  formatPercent,
  formatPlural,
  formatSum,
  formatThreshold,
  shortened,
} from './format'

describe('numbers as people read them', () => {
  it('metrics', () => {
    expect(formatMetric(0.21304)).toBe('0.2130')
    expect(formatMetric(0)).toBe('0.0000')
    expect(formatMetric(-1.5)).toBe('−1.5000')
    expect(formatMetric(-0.0000123)).toBe('−1.23e−5')
    expect(formatMetric(null)).toBe('–')
    expect(formatMetric(NaN)).toBe('–')
  })

  it('bytes, in powers of ten with three digits', () => {
    expect(
      [0, 512, 999, 1_000, 3_434_496, 166_029_852, 999_700_000, 1_240_000_000, 2e13].map(formatBytes),
    ).toEqual([...['0 B', '512 B', '999 B', '1 kB', '3.43 MB', '166 MB', '1 GB', '1.24 GB', '20 TB']])
  })

  it('shares, without a sign on zero', () => {
    expect([0.98349, 1, -0.25, 0, -0, -0.0004].map((share) => formatPercent(share))).toEqual([
      '98.3 %',
      '100.0 %',
      '−25.0 %',
      '0.0 %',
      '0.0 %',
      '0.0 %',
    ])
    expect([formatMetric(-0), formatThreshold(-0)]).toEqual(['0.0000', '0'])
  })

  it('attention in two decimals, and in as many as show that two values differ', () => {
    expect([0.9712, 1, -0.0712, -0.001, NaN].map((value) => formatAttention(value))).toEqual([
      ...['0.97', '1.00', '−0.07', '0.00', '–'],
    ])
    expect(
      [
        [0.412, 0.38],
        [0.412, 0.4119],
        [0.4, 0.4],
      ].map(([a, b]) => attentionDecimals(a, b)),
    ).toEqual([2, 4, 2])
  })

  it('thresholds as typed', () => {
    expect(formatThreshold(0.02)).toBe('0.02')
    expect(formatThreshold(0.1 + 0.2)).toBe('0.3')
  })

  it('two numbers and their sum add up as they are shown', () => {
    expect(formatSum(2.72641, -3.43321)).toEqual({ before: '2.7264', change: '−3.4332', after: '−0.7068' })
    // At four decimals 0.1235 + 0.1235 would be 0.2470, and is 0.2469.
    expect(formatSum(0.12345, 0.12345)).toEqual({ before: '0.12345', change: '+0.12345', after: '0.24690' })
    expect(formatSum(2, -0.0000123)).toEqual({ before: '2.000000', change: '−0.000012', after: '1.999988' })
    expect(formatSum(-1, 0)).toEqual({ before: '−1.0000', change: '+0.0000', after: '−1.0000' })
    expect(formatSum(NaN, 1)).toEqual({ before: '–', change: '+1.000000', after: '–' })
    const shown = (text: string) => Math.round(Number(text.replace('−', '-')) * 1e6)
    for (let i = 0; i < 500; i++) {
      const { before, change, after } = formatSum(Math.sin(i) * 30, Math.cos(i * 7) * 20)
      expect(shown(before) + shown(change)).toBe(shown(after))
      expect(before.split('.')[1].length).toBeLessThanOrEqual(6)
    }
  })

  it('durations', () => {
    expect([820, 42_400, 662_000, 11_220_000].map(formatDuration)).toEqual([
      '0.8 s',
      '42 s',
      '11 m 02 s',
      '3 h 07 m',
    ])
    expect(formatDuration(59_900)).toBe('1 m 00 s')
  })

  it('counts', () => {
    expect([988, 260_032, 124_439_808].map(formatMagnitude)).toEqual(['988', '260 K', '124 M'])
    expect(formatPlural(1, 'row')).toBe('1 row')
    expect(formatPlural(1000, 'entry', 'entries')).toBe('1,000 entries')
  })
})

it('a difference has two digits, a long text its beginning', () => {
  expect([0, 1.234e-7, 0.31, 2].map(formatDifference)).toEqual(['0', '1.2e−7', '0.31', '2'])
  expect(shortened('a short one', 11)).toBe('a short one')
  expect(shortened('one, two, three', 12)).toBe('one, two,…')
  expect(shortened('a_name_without_spaces', 8)).toBe('a_name_…')
})
