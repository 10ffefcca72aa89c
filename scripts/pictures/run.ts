import { withBrowserShell } from '../browser-shell'
import { withElectron } from './electron-window'
import { takeEveryView } from './every-view'
import { takeReadmePictures } from './readme-pictures'
import { takeStoryPictures } from './story-pictures'
import { takeTrainedPictures } from './trained-pictures'

/**
 * npm run pictures [-- readme | trained | stories | every FOLDER [--only WORDS] [--electron]]
 *
 * Pictures of the program itself: the README's (where nothing else is said), those of docs/trained-sample.md and of
 * docs/stories260k.md, or every view in both themes and two sizes into a folder. `--only` takes those whose name has one
 * of the words, divided by commas.
 */
const [what = 'readme', ...rest] = process.argv.slice(2)

if (what === 'readme') await takeReadmePictures()
else if (what === 'trained') await takeTrainedPictures()
else if (what === 'stories') await takeStoryPictures()
else if (what === 'every') await every(rest)
else throw new Error(`There are no pictures ${what}: choose of readme, trained, stories, every.`)

async function every(args: string[]): Promise<void> {
  const [folder] = args
  if (!folder || folder.startsWith('-'))
    throw new Error('Into which folder? npm run pictures -- every FOLDER')
  const words = args.includes('--only') ? args[args.indexOf('--only') + 1].split(',') : ['']
  const open = args.includes('--electron') ? withElectron : withBrowserShell.bind(null, {})
  await open((page) => takeEveryView(page, folder, words))
}
