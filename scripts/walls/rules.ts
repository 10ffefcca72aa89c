import { builtinModules } from 'node:module'

/** Which rooms a room may import besides itself. A room is named by its folder, a file by its path. */
interface Wall {
  may: string[]
  rule: string
  /** Only types may pass. */
  typesOnly?: boolean
  /** Packages and Node modules: all, but for these rooms. */
  packages?: string[]
}

const BELOW = ['engine/onnx', 'engine/graph', 'contract']
const belowRule = (room: string) => `${room} may import engine/onnx, engine/graph and contract`

const UP_TO_TRANSFORMER = [
  ...BELOW,
  'engine/model',
  'engine/metrics',
  'engine/datasets',
  'engine/transformer',
]

/**
 * Files of the interface that are plain data and functions: how a run's arrays become what is drawn. Pictures are made of
 * them, on either side of the border, so they import no component, no store and no package.
 */
const PURE_OF_RENDERER = [
  'renderer/theme/tokens',
  ...[
    'layout',
    'curves',
    'viewport',
    'ramp',
    'looks',
    'kept-classes',
    'line-paint',
    'node-paint',
    'node-states',
    'scene',
    'compacted',
    'draw-cap',
    'layer-arcs',
  ].map((file) => `renderer/graph/${file}`),
  'renderer/graph/edge-matrix',
  ...[
    'live-run',
    'edge-values',
    'edge-colour',
    'finds',
    'graph-of-shape',
    'edge-under-test',
    'direction-text',
    'top-edges',
    'sites',
  ].map((file) => `renderer/state/${file}`),
  'renderer/state/metric-label',
  'renderer/state/sweep-words',
  ...['scales', 'line-layout', 'metric-trace', 'heat-ramp', 'heatmap-layout'].map(
    (file) => `renderer/plots/${file}`,
  ),
  'renderer/views/discover/legend-key',
  'renderer/views/compare/union-looks',
  'renderer/views/screen/screen-grids',
  'renderer/widgets/format',
]
const PURE = 'the pure files of renderer'

/** The table of the architecture; the most specific room counts. */
const WALLS: Record<string, Wall> = {
  'engine/graph': {
    may: [],
    packages: [],
    rule: 'engine/graph may import nothing: no room, package or Node module',
  },
  contract: {
    may: ['engine/graph'],
    packages: ['zod', 'devalue'],
    rule: 'contract may import engine/graph and the packages zod and devalue, nothing else',
  },
  'engine/onnx': { may: ['contract/error'], rule: 'engine/onnx may import contract/error only' },
  'engine/model': { may: BELOW, rule: belowRule('engine/model') },
  'engine/metrics': { may: BELOW, rule: belowRule('engine/metrics') },
  'engine/datasets': { may: BELOW, rule: belowRule('engine/datasets') },
  'engine/transformer': {
    may: [...BELOW, 'engine/model', 'engine/metrics'],
    rule: 'engine/transformer may import engine/{model,metrics,onnx,graph} and contract',
  },
  'engine/experiment': {
    may: [...UP_TO_TRANSFORMER],
    rule: 'engine/experiment may import engine/{transformer,model,metrics,datasets,onnx,graph} and contract',
  },
  'engine/evaluators': {
    may: [...UP_TO_TRANSFORMER, 'engine/experiment'],
    rule: 'engine/evaluators may import engine/experiment and the rooms below it',
  },
  'engine/gradients': {
    may: [...UP_TO_TRANSFORMER, 'engine/experiment'],
    rule: 'engine/gradients may import engine/experiment and the rooms below it',
  },
  'engine/explain': {
    may: ['engine', 'contract'],
    rule: 'engine/explain may import all of engine, and contract; of a method only its index',
  },
  'engine/methods': {
    may: ['engine', 'contract'],
    rule: 'engine/methods may import all of engine, and contract; one method never the inside of another',
  },
  engine: { may: ['contract'], rule: 'engine/*.ts may import all of engine, and contract' },
  main: {
    may: ['contract', 'pictures/index', 'engine/index', 'engine/host', 'engine/reading'],
    rule: 'main may import contract, pictures/index, and the engine through engine/index, engine/host or engine/reading',
  },
  preload: { may: ['contract', 'engine/graph'], rule: 'preload may import contract and engine/graph' },
  renderer: {
    may: ['contract', 'engine/graph', 'pictures/index', 'docs'],
    rule: 'renderer may import contract, engine/graph, pictures/index and pages of docs, never main',
  },
  [PURE]: {
    may: ['contract', 'engine/graph', ...PURE_OF_RENDERER],
    packages: [],
    rule: 'a file that pictures are made of may import contract, engine/graph and other such files (scripts/walls/rules.ts lists them), and no package',
  },
  pictures: {
    may: ['contract', 'engine/graph', ...PURE_OF_RENDERER],
    packages: ['fast-png'],
    rule: 'pictures may import contract, engine/graph, the pure files of renderer (scripts/walls/rules.ts lists them) and the package fast-png',
  },
  samples: {
    may: ['engine/index', 'engine/training', 'engine/graph', 'contract'],
    rule: 'samples may import engine/index, engine/training, engine/graph and contract',
  },
  'electron.vite.config.ts': {
    may: ['renderer/theme/css-variables', 'scripts/docs'],
    rule: "electron.vite.config.ts may import the sheet of the theme's tokens and the plugin that builds docs, nothing else",
  },
  'vitest.config.ts': {
    may: ['scripts/docs'],
    rule: 'vitest.config.ts may import the plugin that builds docs, nothing else',
  },
  e2e: { may: ['contract'], typesOnly: true, rule: 'e2e may import types of contract, nothing else' },
}

/** Packages that one file or folder has to itself. */
const OWNED_PACKAGES: Record<string, { importers: RegExp; rule: string }> = {
  'onnxruntime-node': {
    importers: /^engine\/onnx\/session\.ts$/,
    rule: 'onnxruntime-node is imported by engine/onnx/session.ts only',
  },
  cytoscape: {
    importers: /^renderer\/graph\/canvas\//,
    rule: 'cytoscape is imported in renderer/graph/canvas only',
  },
  'better-sqlite3': { importers: /^main\/store\//, rule: 'better-sqlite3 is imported in main/store only' },
  electron: {
    importers: /^(main\/shells\/electron\/|preload\/)/,
    rule: 'electron is imported in main/shells/electron and preload only',
  },
}

/** Rooms whose code runs without Node. */
const WITHOUT_NODE = ['renderer', 'preload', 'pictures']
/** Rooms that build, measure and check the others. */
const FREE = ['scripts', 'bench', 'testing']
const TESTING_RULE = 'testing may be imported by tests and benchmarks only'

const METHOD_FOLDER = /^(engine|renderer)\/methods\/[^/]+\//
const METHOD_RULE = "a method may import another method's index, nothing else of it"

const isTest = (file: string) => /\.test\.tsx?$/.test(file)
const topOf = (file: string) => file.split('/')[0]
const inRoom = (file: string, room: string) => file.startsWith(`${room}/`) || file === room
const roomOf = (file: string) => {
  if (PURE_OF_RENDERER.includes(file.replace(/\.ts$/, ''))) return PURE
  const room = file.split('/').slice(0, -1).slice(0, 2).join('/')
  return room in WALLS ? room : topOf(file)
}

/** The rule that an import of another file of the project breaks, or null. `target` has no ending. */
export function brokenByFile(file: string, target: string, typeOnly: boolean): string | null {
  const room = roomOf(file)
  if (isInsideOfAnotherMethod(file, target)) return METHOD_RULE
  if (inRoom(target, room)) return null
  if (inRoom(target, 'testing')) return isTest(file) || ['bench', 'e2e'].includes(room) ? null : TESTING_RULE
  if (FREE.includes(room) || (isTest(file) && inRoom(target, topOf(file)))) return null
  const wall = WALLS[room]
  if (!wall) return `the room ${room} has no wall: give it one in scripts/walls/rules.ts`
  const allowed = wall.may.some((room) => inRoom(target, room)) && (typeOnly || !wall.typesOnly)
  return allowed ? null : wall.rule
}

/** Whether a method's file imports another method's file other than its index. */
function isInsideOfAnotherMethod(file: string, target: string): boolean {
  const [own, other] = [METHOD_FOLDER.exec(file), METHOD_FOLDER.exec(target)]
  if (!own || !other || isTest(file) || own[0] === other[0]) return false
  return target !== `${other[0]}index` && `${target}/` !== other[0]
}

/** The rule that an import of a package or Node module breaks, or null. */
export function brokenByPackage(file: string, specifier: string): string | null {
  const room = roomOf(file)
  if (FREE.includes(room)) return null
  const owned = OWNED_PACKAGES[packageName(specifier)]
  if (owned && !owned.importers.test(file)) return owned.rule
  if (isTest(file)) return null
  if (WITHOUT_NODE.includes(room) && isNodeModule(specifier)) return `${room} may import no Node module`
  const packages = WALLS[room]?.packages
  return packages && !packages.includes(packageName(specifier)) ? WALLS[room].rule : null
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(packageName(specifier))
}
