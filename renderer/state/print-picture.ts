import type { Picture } from '../../pictures'
import { downloadBlob } from '../widgets/files'
import { makePdf } from './client'

/** A picture as a PDF file, where the shell makes one (Electron); a browser saves it from its print dialog. */
export async function savePdf(picture: Picture, stem: string): Promise<void> {
  const style = pageStyle(picture)
  const pdf = await makePdf(
    `<!doctype html><meta charset="utf-8"><title>${stem}</title><style>${style}</style>${picture.svg}`,
  )
  if (pdf) downloadBlob(`${stem}.pdf`, new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }))
  else printInFrame(picture, stem, style)
}

/** One page of the picture's size. A pixel of CSS is 1/96 of an inch on paper, too. */
function pageStyle({ width, height }: Picture): string {
  return `@page{size:${width}px ${height}px;margin:0}html,body{margin:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}svg{display:block}`
}

function printInFrame({ svg }: Picture, title: string, styleText: string): void {
  const frame = document.createElement('iframe')
  frame.setAttribute('aria-hidden', 'true')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const page = frame.contentDocument!
  page.title = title
  const style = page.createElement('style')
  style.textContent = styleText
  page.head.append(style)
  const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  page.body.append(page.importNode(drawing, true))
  const view = frame.contentWindow!
  view.addEventListener('afterprint', () => frame.remove())
  view.focus()
  view.print()
}
