import { Menu } from '@mantine/core'
import { shellKind } from '../state/client'
import { PICTURE_KINDS, type PictureKind } from '../state/save-picture'

const KIND_LABEL: Record<PictureKind, string> = { svg: 'SVG', png: 'PNG', pdf: 'PDF' }

/** A browser has no file to save but what its print dialog makes. */
const labelOf = (kind: PictureKind) =>
  kind === 'pdf' && shellKind() === 'browser' ? 'PDF (print)' : KIND_LABEL[kind]

interface PictureItemsProps {
  /** `Picture`, `Edge matrix` */
  what: string
  onSave: (kind: PictureKind) => void
  disabled?: boolean
}

/** The entries of a menu that save a picture, one for each kind of file. */
export function PictureItems({ what, onSave, disabled }: PictureItemsProps) {
  return PICTURE_KINDS.map((kind) => (
    <Menu.Item key={kind} disabled={disabled} onClick={() => onSave(kind)}>
      {what} as {labelOf(kind)}
    </Menu.Item>
  ))
}
