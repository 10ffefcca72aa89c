import { createTheme, type MantineColorsTuple } from '@mantine/core'

const green: MantineColorsTuple = [
  '#e3fbf2',
  '#c3f4e1',
  '#93e9c9',
  '#5cdbae',
  '#30cd97',
  '#16b884',
  '#0d9a6e',
  '#0a7f5b',
  '#08664a',
  '#054a36',
]

/** Dense and quiet: a tool to look at for hours. The numbers of the look itself are in tokens.css. */
export const theme = createTheme({
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 7 },
  colors: {
    green,
    dark: [
      '#d6dae1',
      '#b4bac5',
      '#8d95a3',
      '#6a7280',
      '#3a414d',
      '#2a3038',
      '#20252c',
      '#161a20',
      '#101317',
      '#0b0d10',
    ],
  },
  defaultRadius: 'sm',
  radius: { sm: '4px' },
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350, multiline: true, fz: 12, maw: 320 } },
    Button: { defaultProps: { size: 'xs' } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
})
