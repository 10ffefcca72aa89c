import { bridge } from '../../state/bridge'
import { notifyProblem } from '../../state/notify'
import { openRun } from '../../state/open-run'
import { importCircuit } from '../../state/run-actions'
import { openModel } from '../../state/session'
import { showView } from '../../state/workbench'
import { importFiles } from '../../views/dataset/import-prompts'
import { kindOfFile, SNIFFED_BYTES, unknownText } from './dropped-kind'
import { droppedPath } from './dropped-path'

/** What was dropped. Read at once: a browser forgets it as the event ends. */
export interface Dropped {
  files: File[]
  /** Whether the first is a folder. */
  isFolder: boolean
  /** Of the first, where the shell knows it; null in a browser. */
  path: string | null
}

export function droppedOf(data: DataTransfer): Dropped {
  return {
    files: [...data.files],
    isFolder: [...data.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory === true),
    path: droppedPath(data, bridge().pathOf),
  }
}

/** Opens models and prompts, and imports circuits, each in its view. */
export async function takeDropped({ files, isFolder, path }: Dropped): Promise<void> {
  if (isFolder || files.length === 0) return openDroppedModel(path)
  const kinds = await Promise.all(files.map(async (file) => kindOfFile(file.name, await beginningOf(file))))
  const of = (kind: (typeof kinds)[number]) => files.filter((_, i) => kinds[i] === kind)
  for (const { name } of of('unknown')) notifyProblem('Nothing was opened', new Error(unknownText(name)))
  if (kinds[0] === 'model') await openDroppedModel(path)
  const prompts = of('prompts')
  if (prompts.length > 0) {
    showView('dataset')
    await importFiles(prompts)
  }
  for (const file of of('circuit')) {
    const run = await importCircuit(file)
    if (run) await openRun(run)
  }
}

async function openDroppedModel(path: string | null): Promise<void> {
  showView('model')
  if (path) await openModel(path)
  else
    notifyProblem(
      'A browser does not say where a dropped file is',
      new Error('Browse for it, or type or paste its path.'),
    )
}

function beginningOf(file: File): Promise<string> {
  return file.name.endsWith('.json') ? file.slice(0, SNIFFED_BYTES).text() : Promise.resolve('')
}
