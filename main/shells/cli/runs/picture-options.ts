import { MAX_EDGES_SHOWN, oneOf, wholeNumber, type PictureChoices } from '../../../../contract'

/** As typed. */
export interface PictureOptions {
  theme?: string
  layout?: string
  top?: string
  by?: string
}

/** How pictures are drawn, with what was left out at its default. */
export function pictureChoices({ theme, layout, top, by }: PictureOptions): PictureChoices {
  return {
    scheme: oneOf('--theme', ['light', 'dark'], theme ?? 'light'),
    layout: oneOf('--layout', ['grid', 'compact'], layout ?? 'grid'),
    top: top === undefined ? 20 : wholeNumber('--top', top, 1, MAX_EDGES_SHOWN),
    by: oneOf('--by', ['absolute', 'signed'], by ?? 'absolute'),
  }
}
