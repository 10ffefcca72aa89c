import { expect, it } from 'vitest'
import { sizeText } from './size-text'

it('gives sizes in three digits', () => {
  const sizes = [0, 512, 999, 1000, 12_345, 99_960, 548_105_171, 2_339_000_000, 15_000_000_000, 3e15]
  expect(sizes.map(sizeText)).toEqual([
    '0 B',
    '512 B',
    '999 B',
    '1 kB',
    '12.3 kB',
    '100 kB',
    '548 MB',
    '2.34 GB',
    '15 GB',
    '3000 TB',
  ])
})
