import './no-generated-code'
import '@mantine/core/styles.css'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './theme/global.css'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { FONT_SIZES, FONTS } from './theme/tokens'

/** Canvas text does not repaint when a font arrives late, so the fonts come first. */
async function loadFonts(): Promise<void> {
  await Promise.all([
    document.fonts.load(`500 ${FONT_SIZES.body}px ${FONTS.sans}`),
    document.fonts.load(`500 ${FONT_SIZES.body}px ${FONTS.mono}`),
  ])
}

loadFonts()
  // Without its fonts the program is plainer, not broken: the system's fonts replace them.
  .catch((error: unknown) => console.warn('The fonts could not be loaded.', error))
  .then(() => createRoot(document.getElementById('root')!).render(<App />))
