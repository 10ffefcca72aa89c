import { Menu } from '@mantine/core'
import { PICTURE_KINDS, type PictureKind } from '../state/save-picture'

const KIND_LABEL: Record<PictureKind, string> = { svg: 'SVG', png: 'PNG', pdf: 'PDF (print)' }

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
      {what} as {KIND_LABEL[kind]}
    </Menu.Item>
  ))
}
