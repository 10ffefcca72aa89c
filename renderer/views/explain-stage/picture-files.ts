import type { Drawing } from '../../../pictures'

/** A drawing of the page as one for a file; its looks are attributes, its text is text. */
export function drawingOf(svg: SVGSVGElement): Drawing {
  const { width, height } = svg.viewBox.baseVal
  const copy = svg.cloneNode(true) as SVGSVGElement
  for (const element of [copy, ...copy.querySelectorAll('*')])
    for (const name of ['class', 'style', 'role', 'tabindex', 'aria-pressed']) element.removeAttribute(name)
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  const legend = [
    { kind: 'text' as const, text: 'Solid: said by a person; dashed: suggested by the numbers.' },
  ]
  return { width, height, body: new XMLSerializer().serializeToString(copy), legend }
}
