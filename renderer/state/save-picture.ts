import type { Picture } from '../../pictures'
import { pngOfSvg } from '../plots/element-picture'
import { downloadBlob, downloadText } from '../widgets/files'
import { notifyProblem } from './notify'
import { savePdf } from './print-picture'

/** `pdf` is printed by the shell, which embeds fonts: to a file, in a browser through its dialog. */
export type PictureKind = 'svg' | 'png' | 'pdf'
export const PICTURE_KINDS: readonly PictureKind[] = ['svg', 'png', 'pdf']

/** Saves a picture under this name without its ending; `draw` is called once it is needed. */
export async function savePicture(stem: string, draw: () => Picture, kind: PictureKind): Promise<void> {
  try {
    const picture = draw()
    if (kind === 'svg') downloadText(`${stem}.svg`, `${picture.svg}\n`, 'image/svg+xml')
    else if (kind === 'png') downloadBlob(`${stem}.png`, await pngOfSvg(picture.svg))
    else await savePdf(picture, stem)
  } catch (error) {
    notifyProblem('The picture could not be saved', error)
  }
}
