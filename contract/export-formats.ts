import { z } from 'zod'

/** `json` and `csv`: what was found; the others are of a circuit: a picture, or a graph for other programs. */
export const EXPORT_FORMATS = ['json', 'csv', 'svg', 'matrix-svg', 'trace-svg', 'dot', 'graphml'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** How pictures are drawn. `top` and `by`: of a scored run how many of its best edges are shown, and what best is. */
export const pictureChoicesSchema = z.object({
  scheme: z.enum(['dark', 'light']).default('light'),
  layout: z.enum(['grid', 'compact']).default('grid'),
  top: z.number().int().positive().default(20),
  by: z.enum(['absolute', 'signed']).default('absolute'),
})
export type PictureChoices = z.output<typeof pictureChoicesSchema>

export interface ExportedFile {
  fileName: string
  text: string
}
