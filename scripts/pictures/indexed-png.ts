import { crc32, deflateSync } from 'node:zlib'
import { decode } from 'fast-png'

const MOST_COLOURS = 256
/** So many of the most frequent colours are kept as they are: those of grounds, where a tinge would be seen. */
const EXACT_COLOURS = 100
/** Squared distances up to which two colours become one: the first is taken that leaves few enough. */
const DISTANCES = [0, 9, 16, 36, 64, 100, 144, 200, 300, 500, 800]
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A picture of the interface with 256 colours: a third of its size, and nobody sees a difference. */
export function indexedPng(png: Buffer): Buffer {
  const { width, height, data, channels } = decode(png)
  const colourAt = (pixel: number) => {
    const at = pixel * channels
    return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
  }
  const counts = new Map<number, number>()
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const colours = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)
  const palette = paletteOf(colours)
  const indices = new Map(colours.map((colour) => [colour, nearest(palette, colour)]))
  // A row begins with the number of its filter: none, as neighbours of an index say nothing of it.
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indices.get(colourAt(y * width + x))!
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The most frequent colours, and of the others those that are different enough from all before. */
function paletteOf(colours: readonly number[]): number[] {
  for (const least of DISTANCES) {
    const palette = colours.slice(0, EXACT_COLOURS)
    for (const colour of colours.slice(EXACT_COLOURS)) {
      if (palette.every((other) => distance(other, colour) > least)) palette.push(colour)
      if (palette.length > MOST_COLOURS) break
    }
    if (palette.length <= MOST_COLOURS) return palette
  }
  return colours.slice(0, MOST_COLOURS)
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0
  for (let index = 1; index < palette.length; index++)
    if (distance(palette[index], colour) < distance(palette[best], colour)) best = index
  return best
}

const parts = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255]

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16)
  const green = ((a >> 8) & 255) - ((b >> 8) & 255)
  const blue = (a & 255) - (b & 255)
  return red * red + green * green + blue * blue
}

/** Eight bits a pixel, each the index of a colour. */
function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width)
  bytes.writeUInt32BE(height, 4)
  bytes[8] = 8
  bytes[9] = 3
  return bytes
}

function chunk(kind: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(content.length)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}
