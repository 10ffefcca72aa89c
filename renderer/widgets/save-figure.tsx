import { ActionIcon, Menu } from '@mantine/core'
import { Download } from 'lucide-react'
import type { RefObject } from 'react'
import { jsonText } from '../../contract'
import { descriptionRecord, framedPicture, type Description, type Drawing } from '../../pictures'
import { drawingOfElement } from '../plots/element-picture'
import { savePicture } from '../state/save-picture'
import { useScheme } from '../theme/use-scheme'
import { csvText, withAbout } from './csv-text'
import { useDescribed } from './described'
import { downloadText, safeFileName } from './files'
import { PictureItems } from './picture-items'

/** What a figure is made of, to be saved: the same numbers as on screen. */
export interface FigureData {
  /** Of the file, without its ending. */
  name: string
  /** The first row names the columns. */
  csv: () => (string | number)[][]
  json: () => unknown
}

interface SaveFigureProps {
  title: string
  data: FigureData
  /** What is drawn: its parts with `data-control` are left out, and with `data-whole` it shows what is scrolled away. */
  figure: RefObject<HTMLElement | null>
}

/** The menu of a figure: its numbers and its picture as files. */
export function SaveFigure({ title, data, figure }: SaveFigureProps) {
  const name = safeFileName(data.name)
  const scheme = useScheme()
  const described = useDescribed()
  const description = (): Description => {
    const of = described?.()
    return of ? { ...of, title: `${title} · ${of.title}` } : { title, facts: [], notes: [], roles: [] }
  }
  const picture = () => framedPicture(wholeDrawing(figure.current!), description(), scheme)
  const saveCsv = () => {
    const rows = described ? withAbout(data.csv(), descriptionRecord(description())) : data.csv()
    downloadText(`${name}.csv`, csvText(rows), 'text/csv')
  }
  const saveJson = () => {
    const record = { about: descriptionRecord(description()), data: data.json() }
    downloadText(`${name}.json`, `${jsonText(described ? record : record.data)}\n`)
  }
  return (
    <Menu position="bottom-end" withinPortal zIndex={1000}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Save ${title}`}>
          <Download size={13} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={saveCsv}>Save as CSV</Menu.Item>
        <Menu.Item onClick={saveJson}>Save as JSON</Menu.Item>
        <PictureItems what="Save" onSave={(kind) => void savePicture(name, picture, kind)} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** With what is scrolled away, and without what is pressed. */
function wholeDrawing(figure: HTMLElement): Drawing {
  figure.setAttribute('data-whole', '')
  try {
    return drawingOfElement(figure, '[data-control]')
  } finally {
    figure.removeAttribute('data-whole')
  }
}
