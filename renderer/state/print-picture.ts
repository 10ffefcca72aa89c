import type { Picture } from '../../pictures'
import { downloadBlob } from '../widgets/files'
import { makePdf } from './client'

/** A picture as a PDF file, where the shell makes one (Electron); a browser saves it from its print dialog. */
export async function savePdf(picture: Picture, stem: string): Promise<void> {
  const style = pageStyle(picture)
  const pdf = await makePdf(
    `<!doctype html><meta charset="utf-8"><title>${stem}</title><style>${style}</style><div>${picture.svg}</div>`,
  )
  if (pdf) downloadBlob(`${stem}.pdf`, new Blob([new Uint8Array(pdf)], { type: 'application/pdf' }))
  else printInFrame(picture, stem, style)
}

/** Pages are whole points, 3 for 4 pixels: what a page is too short for would begin a second one. */
const PAGE_STEP_PX = 4

/** One page of the picture's size, less what does not fill a point of its margin. A pixel is 1/96 of an inch on paper, too. */
function pageStyle(picture: Picture): string {
  const [width, height] = [picture.width, picture.height].map(
    (size) => `${Math.floor(size / PAGE_STEP_PX) * PAGE_STEP_PX}px`,
  )
  return [
    `@page{size:${width} ${height};margin:0}`,
    'html,body{margin:0;-webkit-print-color-adjust:exact;print-color-adjust:exact}',
    `div{width:${width};height:${height};overflow:hidden}`,
    'svg{display:block}',
  ].join('')
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
  const sheet = page.createElement('div')
  sheet.append(page.importNode(drawing, true))
  page.body.append(sheet)
  const view = frame.contentWindow!
  view.addEventListener('afterprint', () => frame.remove())
  view.focus()
  view.print()
}
