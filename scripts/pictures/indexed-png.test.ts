import { convertIndexedToRgb, decode, encode } from 'fast-png'
import { expect, it } from 'vitest'
import { indexedPng } from './indexed-png'

const [WIDTH, HEIGHT] = [64, 48]

const pictureOf = (colourAt: (pixel: number) => [number, number, number]) =>
  Buffer.from(
    encode({
      ...{ width: WIDTH, height: HEIGHT, channels: 3 },
      data: Uint8Array.from(Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => colourAt(pixel)).flat()),
    }),
  )

it('keeps every pixel of a picture with few colours', () => {
  const png = pictureOf((pixel) => [pixel % 7, 200, pixel % 5])
  expect(convertIndexedToRgb(decode(indexedPng(png)))).toEqual(decode(png).data)
})

it('gives colours that are many their nearest ones', () => {
  const png = pictureOf((pixel) => [pixel % 64, (pixel >> 6) * 4, 128])
  const [before, after] = [decode(png).data, convertIndexedToRgb(decode(indexedPng(png)))]
  expect(Math.max(...Array.from(before, (value, at) => Math.abs(value - after[at])))).toBeLessThan(23)
})
