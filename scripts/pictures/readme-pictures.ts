import { withBrowserShell } from '../browser-shell'
import { DISCOVER } from './discover-shots'
import { makeTrainedRuns } from './made-runs'
import { COMPARED, EXPLAINED, STAGES } from './road-shots'
import { docPicture } from './still-picture'

const SIZE = { width: 1440, height: 900 }
/** In the dark theme; the first in both. */
const PICTURES = ['discover', 'explain', 'judge-circuit', 'compare-several', 'sweep']

/** The README's pictures, taken of the program itself with the bundled trained sample. */
export async function takeReadmePictures(): Promise<void> {
  const shots = [...DISCOVER, ...EXPLAINED, ...STAGES, ...COMPARED]
  await withBrowserShell({ viewport: SIZE, reducedMotion: 'reduce' }, async (page) => {
    await page.getByRole('application', { name: /^Circuit graph/ }).waitFor()
    await makeTrainedRuns(page)
    for (const name of PICTURES)
      for (const colorScheme of name === PICTURES[0] ? (['dark', 'light'] as const) : (['dark'] as const)) {
        const shot = shots.find((each) => each.name === name)
        if (!shot) throw new Error(`There is no picture ${name}.`)
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await shot.prepare(page)
        await docPicture(page, name === PICTURES[0] ? `${name}-${colorScheme}` : name)
        await shot.leave?.(page)
      }
  })
}
