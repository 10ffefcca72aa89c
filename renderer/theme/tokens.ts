import type { RoleColour } from '../../contract'

/**
 * The one source of the look: every colour, size and font. The CSS variables (css-variables.ts), Mantine's theme
 * (theme.ts), the graph's style, the plots, the ramps and the pictures are derived from it.
 */
export type Scheme = 'dark' | 'light'
export type Rgb = readonly [red: number, green: number, blue: number]

/** Mantine's shades of the primary colour, and the greys of the dark scheme. */
export const SHADES = {
  green: [
    '#e3fbf2',
    '#c3f4e1',
    '#93e9c9',
    '#5cdbae',
    '#30cd97',
    '#16b884',
    '#0d9a6e',
    '#0a7956',
    '#08664a',
    '#054a36',
  ],
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
} as const

export interface Colors {
  canvas: string
  panel: string
  raised: string
  band: string
  line: string
  text: string
  textDim: string
  textFaint: string
  accent: string
  amber: string
  hurts: string
  helps: string
  q: string
  k: string
  v: string
  onlyA: string
  onlyB: string
  danger: string
}

export const COLORS: Record<Scheme, Colors> = {
  dark: {
    canvas: SHADES.dark[8],
    panel: SHADES.dark[7],
    raised: '#232830',
    band: SHADES.dark[7],
    line: '#262c34',
    text: '#e3e7ed',
    textDim: '#9aa3b0',
    textFaint: '#8a93a1',
    accent: '#25c590',
    amber: '#ffb938',
    hurts: '#ff9d80',
    helps: '#7fbdf7',
    q: '#25cf9b',
    k: '#d67fe6',
    v: '#e9c642',
    onlyA: '#4ea8ec',
    onlyB: '#f0913f',
    danger: '#f2766e',
  },
  light: {
    canvas: '#fbfcfd',
    panel: '#ffffff',
    raised: '#eef0f4',
    band: '#f1f3f6',
    line: '#dfe3e9',
    text: '#1b2027',
    textDim: '#59626f',
    textFaint: '#636b78',
    accent: SHADES.green[7],
    amber: '#ad4f07',
    hurts: '#a8161c',
    helps: '#1457a0',
    q: '#0b8a68',
    k: '#9a3fae',
    v: '#a87900',
    onlyA: '#0b70af',
    onlyB: '#ab520c',
    danger: '#b3261e',
  },
}

/**
 * Hues of roles of nodes. Any two differ with the common colour blindnesses too, and each has a contrast of at least 3:1
 * with canvas, panel and raised; none is shown without its label at hand.
 */
export const ROLE_TONES: Record<Scheme, Record<RoleColour, string>> = {
  dark: {
    'role-1': '#4ab8fd',
    'role-2': '#fa8f19',
    'role-3': '#f4eb75',
    'role-4': '#4e69ed',
    'role-5': '#cf5604',
    'role-6': '#84fdfd',
    'role-7': '#9b6584',
    'role-8': '#b2a39c',
  },
  light: {
    'role-1': '#1085fc',
    'role-2': '#c37015',
    'role-3': '#720500',
    'role-4': '#3549ca',
    'role-5': '#a14206',
    'role-6': '#371b5b',
    'role-7': '#6e446a',
    'role-8': '#80757f',
  },
}

/** A filled button that ends a run. */
export const END_BUTTON = '#8f231d'

/** Further colours of the circuit drawing: nodes, and edges that are not coloured by a value. */
export interface GraphColors {
  nodeText: string
  idleText: string
  node: string
  nodeBorder: string
  liveBorder: string
  mlp: string
  mlpBorder: string
  end: string
  endText: string
  /** Undecided and pruned edges. */
  faint: string
  /** Arrowheads into MLPs and logits, labels of the matrix. */
  other: string
  both: string
}

export const GRAPH_COLORS: Record<Scheme, GraphColors> = {
  dark: {
    nodeText: '#eef1f5',
    idleText: '#6f7885',
    node: '#21262d',
    nodeBorder: '#39414b',
    liveBorder: '#a6b0bd',
    mlp: '#2c2b40',
    mlpBorder: '#57558a',
    end: '#e2e6ec',
    endText: '#14181d',
    faint: '#5b6470',
    other: COLORS.dark.textDim,
    both: '#7b8491',
  },
  light: {
    nodeText: '#14181d',
    idleText: '#98a1ad',
    node: '#ffffff',
    nodeBorder: '#cfd5dd',
    liveBorder: '#5a6472',
    mlp: '#ecebfa',
    mlpBorder: '#a3a0d8',
    end: '#1f2630',
    endText: '#ffffff',
    faint: '#98a1ad',
    other: '#6b7480',
    both: '#868e99',
  },
}

/** All colours of the circuit drawing. */
export const DRAWING_COLORS: Record<Scheme, Colors & GraphColors> = {
  dark: { ...COLORS.dark, ...GRAPH_COLORS.dark },
  light: { ...COLORS.light, ...GRAPH_COLORS.light },
}

/** The plot of the metric over the steps of a run. */
export interface TraceColors {
  edges: string
  axis: string
  grid: string
}

export const TRACE_COLORS: Record<Scheme, TraceColors> = {
  dark: { edges: '#5ea7eb', axis: SHADES.dark[2], grid: SHADES.dark[6] },
  light: { edges: '#1c6fb5', axis: COLORS.light.textDim, grid: '#e8ebf0' },
}

/** Values this close to zero are grey; every other value shows its sign. */
const ZERO = 0.004

export type RampStop = readonly [at: number, red: number, green: number, blue: number]

/**
 * Diverging blue - grey - red for values in -1..1, safe for the common colour blindnesses (it
 * differs in lightness and in blue against orange-red). Every stop has a contrast of at least 3:1 with the canvas.
 */
export const RAMP: Record<Scheme, readonly RampStop[]> = {
  dark: [
    [-1, 166, 212, 255],
    [-0.4, 94, 167, 235],
    [-ZERO, 66, 142, 220],
    [0, 116, 123, 134],
    [ZERO, 226, 96, 56],
    [0.4, 244, 136, 104],
    [1, 255, 205, 188],
  ],
  light: [
    [-1, 8, 41, 92],
    [-0.4, 22, 88, 158],
    [-ZERO, 42, 110, 180],
    [0, 125, 132, 142],
    [ZERO, 200, 52, 46],
    [0.4, 176, 24, 30],
    [1, 92, 4, 14],
  ],
}

/** A heatmap cell without effect: visible on the panel without drawing the eye. */
export const NEUTRAL_CELL: Record<Scheme, Rgb> = { dark: [44, 49, 57], light: [228, 231, 236] }

/** Cells of the edge matrix that are not coloured by a value. */
export const MATRIX_CELL: Record<'undecided' | 'removed', Record<Scheme, Rgb>> = {
  undecided: { dark: [62, 69, 80], light: [201, 207, 216] },
  removed: { dark: [24, 29, 35], light: [241, 243, 246] },
}

/** Text on a cell: whichever of the two has more contrast. */
export const CELL_TEXT: Record<Scheme, Rgb> = { light: [255, 255, 255], dark: [15, 18, 22] }

export const SHADOWS = {
  tip: '0 4px 14px rgb(0 0 0 / 0.25)',
  card: '0 6px 20px rgb(0 0 0 / 0.2)',
  panel: '0 12px 40px rgb(0 0 0 / 0.22)',
} as const

/** Font families with the system's own as fallback, in double quotes, which CSS, canvases and Cytoscape all accept. */
export const FONTS = {
  sans: '"Inter Variable", system-ui, sans-serif',
  mono: '"JetBrains Mono Variable", ui-monospace, monospace',
} as const

/** In pixels. */
export const FONT_SIZES = {
  mark: 9.5,
  tick: 10,
  caption: 10.5,
  small: 11,
  note: 11.5,
  body: 12,
  lead: 13,
  subtitle: 14,
  title: 15,
  heading: 16,
  figure: 17,
  headline: 18,
  picture: 22,
  number: 24,
} as const

/** In pixels: sizes that are the same in every view. */
export const SIZES = {
  railWidth: 64,
  headerHeight: 42,
  toolbarHeight: 42,
  inspectorWidth: 292,
  legendHeight: 28,
  /** The strip under the canvas of Discover: the replay, or what else is on it. */
  excerptHeight: 38,
  bottomHeight: 132,
} as const
