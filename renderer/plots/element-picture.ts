import type { Drawing } from '../../pictures'

/** PNGs are looked at enlarged. */
const PIXELS_PER_PX = 2
/** Canvases beyond this are refused by browsers. */
const MOST_PIXELS = 16_384

/** What the look of a drawing comes from; on screen it is in style sheets, which a file does not have. */
const DRAWN_LOOKS = [
  ...[
    'fill',
    'fill-opacity',
    'stroke',
    'stroke-width',
    'stroke-dasharray',
    'opacity',
    'paint-order',
    'vector-effect',
  ],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'],
] as const

interface Origin {
  left: number
  top: number
}

/** A part of the page as a drawing: its boxes, texts, drawings and canvases where they are on screen. `leaveOut`: a selector. */
export function drawingOfElement(element: Element, leaveOut: string): Drawing {
  const bounds = element.getBoundingClientRect()
  const origin = { left: bounds.left, top: bounds.top }
  return {
    width: Math.ceil(bounds.width),
    height: Math.ceil(bounds.height),
    body: drawn(element, origin, leaveOut).join('\n'),
    legend: [],
  }
}

function drawn(element: Element, origin: Origin, leaveOut: string): string[] {
  const style = getComputedStyle(element)
  if (element.matches(leaveOut) || style.display === 'none' || style.visibility === 'hidden') return []
  if (element instanceof SVGSVGElement) return [drawing(element, origin)]
  if (element instanceof HTMLCanvasElement) return [pixels(element, origin)]
  if (element instanceof HTMLInputElement) return []
  const parts = box(element, style, origin)
  for (const child of element.childNodes) {
    if (child instanceof Element) parts.push(...drawn(child, origin, leaveOut))
    else if (child instanceof Text && child.data.trim()) parts.push(...lines(child, element, style, origin))
  }
  return parts
}

function box(element: Element, style: CSSStyleDeclaration, origin: Origin): string[] {
  const { left, top, width, height } = element.getBoundingClientRect()
  if (style.backgroundImage.startsWith('linear-gradient(90deg')) return [ramp(element, style, origin)]
  if (width === 0 || height === 0) return []
  const [x, y] = [left - origin.left, top - origin.top]
  const corner = parseFloat(style.borderTopLeftRadius) || 0
  const sides = [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth, style.borderLeftWidth]
  const [over, beside, under] = sides.map((side) => parseFloat(side) || 0)
  const isFramed = over > 0 && beside > 0 && under > 0
  const hasGround = !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor)
  const parts: string[] = []
  if (hasGround || isFramed) {
    const fill = `fill:${hasGround ? style.backgroundColor : 'none'}`
    const stroke = isFramed ? `;stroke:${style.borderTopColor};stroke-width:${over}` : ''
    const inset = isFramed ? over : 0
    parts.push(
      `<rect x="${x + inset / 2}" y="${y + inset / 2}" width="${width - inset}" height="${height - inset}"` +
        ` rx="${corner}" style="${fill}${stroke}"/>`,
    )
  }
  const line = (at: number, size: number, color: string) =>
    `<line x1="${x}" x2="${x + width}" y1="${at}" y2="${at}" style="stroke:${color};stroke-width:${size}"/>`
  if (!isFramed && over > 0) parts.push(line(y + over / 2, over, style.borderTopColor))
  if (!isFramed && under > 0) parts.push(line(y + height - under / 2, under, style.borderBottomColor))
  return parts
}

/** A colour ramp from left to right. */
function ramp(element: Element, { backgroundImage }: CSSStyleDeclaration, origin: Origin): string {
  const { left, top, width, height } = element.getBoundingClientRect()
  const id = `ramp-${Math.round(left - origin.left)}-${Math.round(top - origin.top)}`
  const stops = Array.from(
    backgroundImage.matchAll(/(rgba?\([^)]*\)) ([\d.]+%)/g),
    ([, color, offset]) => `<stop offset="${offset}" stop-color="${color}"/>`,
  )
  return (
    `<linearGradient id="${id}">${stops.join('')}</linearGradient>` +
    `<rect x="${left - origin.left}" y="${top - origin.top}" width="${width}" height="${height}" fill="url(#${id})"/>`
  )
}

/** A text as the lines it was broken into. */
function lines(text: Text, element: Element, style: CSSStyleDeclaration, origin: Origin): string[] {
  const range = document.createRange()
  const found: { words: string; left: number; bottom: number; right: number }[] = []
  for (let i = 0; i < text.data.length; i++) {
    range.setStart(text, i)
    range.setEnd(text, i + 1)
    const bounds = range.getClientRects()[0]
    if (!bounds) continue
    const last = found[found.length - 1]
    if (last && Math.abs(last.bottom - bounds.bottom) < 2) {
      last.words += text.data[i]
      last.right = bounds.right
    } else found.push({ words: text.data[i], left: bounds.left, bottom: bounds.bottom, right: bounds.right })
  }
  const size = parseFloat(style.fontSize)
  const edge = style.overflow === 'hidden' ? element.getBoundingClientRect().right : Infinity
  return found
    .filter(({ words }) => words.trim())
    .map(({ words, left, bottom, right }) => {
      const room = right > edge ? Math.floor((words.length * (edge - left)) / (right - left)) - 1 : Infinity
      const shown = words.length > room ? `${words.slice(0, Math.max(0, room))}…` : words
      // What is below the baseline is about a quarter of a letter. Where the font is missing, another takes the same room.
      return (
        `<text x="${left - origin.left}" y="${bottom - origin.top - 0.27 * size}"` +
        ` textLength="${Math.min(right, edge) - left}" lengthAdjust="spacingAndGlyphs"` +
        ` style="white-space:pre;fill:${style.color};` +
        `font:${style.fontWeight} ${style.fontSize} ${attribute(style.fontFamily)}">${attribute(shown)}</text>`
      )
    })
}

function drawing(svg: SVGSVGElement, origin: Origin): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = svg.querySelectorAll('*')
  copy.querySelectorAll<SVGElement>('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i])
    for (const name of element.getAttributeNames())
      if (/^(class|role|tabindex|aria-|data-)/.test(name)) element.removeAttribute(name)
    const looks = DRAWN_LOOKS.map((name) => `${name}:${style.getPropertyValue(name)}`)
    element.setAttribute('style', looks.join(';'))
  })
  const { left, top } = svg.getBoundingClientRect()
  const inside = Array.from(copy.children, (child) => new XMLSerializer().serializeToString(child))
  return `<g transform="translate(${left - origin.left} ${top - origin.top})">${inside.join('')}</g>`
}

function pixels(canvas: HTMLCanvasElement, origin: Origin): string {
  const { left, top, width, height } = canvas.getBoundingClientRect()
  return (
    `<image x="${left - origin.left}" y="${top - origin.top}" width="${width}" height="${height}"` +
    ` preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvas.toDataURL()}"/>`
  )
}

function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/**
 * The same as pixels.
 * @throws Error where it is larger than a picture can be.
 */
export async function pngOfSvg(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const [width, height] = [image.width * PIXELS_PER_PX, image.height * PIXELS_PER_PX]
  if (Math.max(width, height) > MOST_PIXELS)
    throw new Error('The figure is too large for a PNG. Save it as SVG instead.')
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')!.drawImage(image, 0, 0, width, height)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) =>
        blob
          ? resolve(blob)
          : reject(new Error('The figure is too large for a PNG. Save it as SVG instead.')),
      'image/png',
    ),
  )
}
