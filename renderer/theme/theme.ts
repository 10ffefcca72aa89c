import { createTheme } from '@mantine/core'
import { FONT_SIZES, FONTS, SHADES } from './tokens'

/** Dense and quiet: a tool to look at for hours. Its numbers are in tokens.ts. */
export const theme = createTheme({
  fontFamily: FONTS.sans,
  fontFamilyMonospace: FONTS.mono,
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 7 },
  colors: SHADES,
  defaultRadius: 'sm',
  radius: { sm: '4px' },
  fontSizes: {
    xs: px(FONT_SIZES.small),
    sm: px(FONT_SIZES.body),
    md: px(FONT_SIZES.lead),
    lg: px(FONT_SIZES.title),
    xl: px(FONT_SIZES.headline),
  },
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 350, multiline: true, fz: FONT_SIZES.body, maw: 320 },
    },
    Button: { defaultProps: { size: 'xs' } },
    // The page itself never scrolls: keeping it from scrolling would only have every element's style computed again.
    Modal: { defaultProps: { lockScroll: false, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { lockScroll: false } },
    // The banner of the page is the window's own header, also while a dialog is open.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    // The first entry has the focus: a placeholder before it is nothing that a menu may own.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})

function px(size: number): string {
  return `${size}px`
}
