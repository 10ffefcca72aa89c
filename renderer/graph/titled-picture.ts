import { FONT_SIZES, FONTS, type Scheme } from '../theme/tokens'
import { rampColor } from './ramp'

const PADDING_PX = 40
const LINE_PX = 34
const GAP_PX = 24
const RAMP_PX = { width: 264, height: 12 }

/** What the edges are coloured by, with the number and the meaning at each end. */
export interface PictureKey {
  colouredBy: string
  blue: string
  low: string
  high: string
  red: string
}

interface TitledPicture {
  drawing: Blob
  /** What the picture shows, line by line, the first in bold: it is looked at outside the program. */
  lines: readonly string[]
  /** Null where the edges have no values. */
  key: PictureKey | null
  scheme: Scheme
  background: string
  text: string
}

/** A drawing with its title above it and what its colours mean below, as PNG. */
export async function titledPicture(picture: TitledPicture): Promise<Blob> {
  const { drawing, lines, key, background, text } = picture
  const image = await createImageBitmap(drawing)
  const canvas = document.createElement('canvas')
  const ruler = canvas.getContext('2d')!
  const widths = lines.map((line, i) => {
    ruler.font = fontOf(i === 0)
    return ruler.measureText(line).width
  })
  const keyWidth = key ? layKey(ruler, key).width : 0
  canvas.width = Math.ceil(Math.max(image.width, keyWidth, ...widths)) + 2 * PADDING_PX
  const imageTop = PADDING_PX + lines.length * LINE_PX + GAP_PX
  const keyTop = imageTop + image.height + GAP_PX
  canvas.height = imageTop + image.height + (key ? GAP_PX + LINE_PX : 0) + PADDING_PX
  // Changing the size has reset the canvas, including the font.
  const pen = canvas.getContext('2d')!
  pen.fillStyle = background
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = text
  lines.forEach((line, i) => {
    pen.font = fontOf(i === 0)
    pen.fillText(line, PADDING_PX, PADDING_PX + (i + 0.6) * LINE_PX)
  })
  pen.drawImage(image, (canvas.width - image.width) / 2, imageTop)
  if (key) drawKey(pen, key, keyTop + 0.6 * LINE_PX, picture)
  image.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))),
      'image/png',
    ),
  )
}

function fontOf(isBold: boolean): string {
  return `${isBold ? 650 : 400} ${FONT_SIZES.picture}px ${FONTS.sans}`
}

type KeyPart = { text: string; isBold: boolean; x: number } | { ramp: true; x: number }

/** The parts of the key from left to right, as in the legend on screen. */
function layKey(pen: CanvasRenderingContext2D, key: PictureKey): { parts: KeyPart[]; width: number } {
  const parts: KeyPart[] = []
  let x = 0
  for (const text of [key.colouredBy, key.blue, key.low, null, key.high, key.red]) {
    if (text === null) parts.push({ ramp: true, x })
    else parts.push({ text, isBold: text === key.colouredBy, x })
    pen.font = fontOf(text === key.colouredBy)
    x += (text === null ? RAMP_PX.width : pen.measureText(text).width) + GAP_PX
  }
  return { parts, width: x - GAP_PX }
}

function drawKey(
  pen: CanvasRenderingContext2D,
  key: PictureKey,
  baseline: number,
  { scheme, text }: Pick<TitledPicture, 'scheme' | 'text'>,
): void {
  for (const part of layKey(pen, key).parts) {
    const x = PADDING_PX + part.x
    if ('ramp' in part) {
      drawRamp(pen, Math.round(x), Math.round(baseline - RAMP_PX.height - 2), scheme)
    } else {
      pen.fillStyle = text
      pen.font = fontOf(part.isBold)
      pen.fillText(part.text, x, baseline)
    }
  }
}

function drawRamp(pen: CanvasRenderingContext2D, left: number, top: number, scheme: Scheme): void {
  for (let x = 0; x < RAMP_PX.width; x++) {
    pen.fillStyle = rampColor((2 * x) / (RAMP_PX.width - 1) - 1, scheme)
    pen.fillRect(left + x, top, 1, RAMP_PX.height)
  }
}
