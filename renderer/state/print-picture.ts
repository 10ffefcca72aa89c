import type { Picture } from '../../pictures'

/** Prints a picture on a page of its size; the dialog of the system or of the browser saves it as PDF. */
export function printPicture({ svg, width, height }: Picture, title: string): void {
  const frame = document.createElement('iframe')
  frame.setAttribute('aria-hidden', 'true')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const page = frame.contentDocument!
  page.title = title
  const style = page.createElement('style')
  // A pixel of CSS is 1/96 of an inch on paper, too.
  style.textContent = `@page{size:${width}px ${height}px;margin:0}html,body{margin:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}svg{display:block}`
  page.head.append(style)
  const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  page.body.append(page.importNode(drawing, true))
  const view = frame.contentWindow!
  view.addEventListener('afterprint', () => frame.remove())
  view.focus()
  view.print()
}
