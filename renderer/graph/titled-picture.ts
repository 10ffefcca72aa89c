const PADDING_PX = 40
const LINE_PX = 34
const GAP_PX = 24

interface TitledPicture {
  drawing: Blob
  /** What the picture is of, line by line, the first in bold: a picture leaves the program without its window. */
  lines: readonly string[]
  background: string
  text: string
}

/** A drawing with its title above it, as PNG. */
export async function titledPicture({ drawing, lines, background, text }: TitledPicture): Promise<Blob> {
  const image = await createImageBitmap(drawing)
  const canvas = document.createElement('canvas')
  const fontOf = (line: number) => `${line === 0 ? 650 : 400} 22px 'Inter Variable', sans-serif`
  const ruler = canvas.getContext('2d')!
  const widths = lines.map((line, i) => {
    ruler.font = fontOf(i)
    return ruler.measureText(line).width
  })
  canvas.width = Math.ceil(Math.max(image.width, ...widths)) + 2 * PADDING_PX
  canvas.height = image.height + lines.length * LINE_PX + GAP_PX + 2 * PADDING_PX
  // Changing its size has cleared everything, the font too.
  const pen = canvas.getContext('2d')!
  pen.fillStyle = background
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = text
  lines.forEach((line, i) => {
    pen.font = fontOf(i)
    pen.fillText(line, PADDING_PX, PADDING_PX + (i + 0.6) * LINE_PX)
  })
  pen.drawImage(image, (canvas.width - image.width) / 2, PADDING_PX + lines.length * LINE_PX + GAP_PX)
  image.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large.'))),
      'image/png',
    ),
  )
}
