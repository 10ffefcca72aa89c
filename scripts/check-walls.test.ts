import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkWalls } from './check-walls.ts'

let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A project of these files in a temporary folder. */
function problemsIn(files: Record<string, string>): string[] {
  folder = mkdtempSync(path.join(tmpdir(), 'patchbay-walls-'))
  for (const [file, code] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    writeFileSync(path.join(folder, file), code)
  }
  return checkWalls(folder).problems
}

const GRAPH = { 'engine/graph/index.ts': 'export const edges = 1' }

describe('the walls', () => {
  it('let through what the table allows', () => {
    const problems = problemsIn({
      ...GRAPH,
      'contract/error.ts': 'export class PatchbayError extends Error {}',
      'contract/requests.ts':
        "import { z } from 'zod'\nimport { edges } from '../engine/graph'\nexport default [z, edges]",
      'engine/onnx/session.ts':
        "import * as ort from 'onnxruntime-node'\nimport '../../contract/error'\nexport { ort }",
      'engine/index.ts': "export * from './graph'\nexport * from './onnx/session'",
      'main/shells/serve/serve.ts':
        "import { readFileSync } from 'node:fs'\nimport { ort } from '../engine/index'\nort(readFileSync)",
      'e2e/run.spec.ts': "import type { Requests } from '../contract/requests'\nexport type R = Requests",
    })
    expect(problems).toEqual([])
  })

  it('name file, line and rule of a wrong import', () => {
    const problems = problemsIn({
      'main/store/db.ts': 'export const db = 1',
      'renderer/app.tsx':
        "// import '../main/x'\nconst text = \"import '../main/y'\"\nimport { db } from '../main/store/db'\n",
    })
    expect(problems).toEqual([
      'renderer/app.tsx:3: imports ../main/store/db. Rule: renderer may import contract and engine/graph, never main.',
    ])
  })

  it('see every way to import', () => {
    const ways = [
      "import '../engine/methods/acdc'",
      "import type { A } from '../engine/methods/acdc'",
      "export * from '../engine/methods/acdc'",
      "export { a } from '../engine/methods/acdc'",
      "const a = await import('../engine/methods/acdc')",
      "const a = require('../engine/methods/acdc')",
      "import a = require('../engine/methods/acdc')",
      "type A = import('../engine/methods/acdc').A",
    ]
    for (const way of ways) {
      const problems = problemsIn({ 'engine/methods/acdc.ts': 'export const a = 1', 'main/host.ts': way })
      expect(problems, way).toHaveLength(1)
      expect(problems[0], way).toContain('the engine through engine/index')
    }
  })

  it.each([
    ['engine/graph/names.ts', "import '../../contract/error'", 'engine/graph may import nothing'],
    ['engine/graph/names.ts', "import 'node:fs'", 'engine/graph may import nothing'],
    ['engine/onnx/writer.ts', "import '../../contract/requests'", 'contract/error only'],
    ['engine/model/config.ts', "import '../transformer/forward'", 'engine/model may import'],
    ['engine/methods/eap.ts', "import 'onnxruntime-node'", 'engine/onnx/session.ts only'],
    ['renderer/views/run.tsx', "import cytoscape from 'cytoscape'", 'renderer/graph/graph-view only'],
    ['renderer/views/run.tsx', "import 'node:path'", 'renderer may import no Node module'],
    ['main/host/runs.ts', "import Database from 'better-sqlite3'", 'main/store only'],
    ['main/shells/serve/serve.ts', "import { app } from 'electron'", 'main/shells/electron/electron.ts'],
    [
      'main/shells/serve/serve.ts',
      "import '../testing/real-models'",
      'testing may be imported by tests only',
    ],
    ['e2e/run.spec.ts', "import { requests } from '../contract/requests'", 'e2e may import types'],
  ])('%s may not: %s', (file, code, rule) => {
    const problems = problemsIn({ [file]: code })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(rule)
  })

  it('let tests use fixtures and all of their own top-level room', () => {
    const test = "import '../../testing/real-models'\nimport '../methods/acdc'"
    expect(problemsIn({ 'engine/model/load.test.ts': test, 'engine/methods/acdc.ts': '' })).toEqual([])
    expect(problemsIn({ 'engine/model/load.test.ts': "import '../serve'" })).toHaveLength(1)
  })

  it('find a cycle of files, also through types', () => {
    const problems = problemsIn({
      'engine/graph/a.ts': "import { b } from './b'\nexport type A = typeof b",
      'engine/graph/b.ts': "export { c as b } from './c'",
      'engine/graph/c.ts': "import type { A } from './a'\nexport const c = 1 as unknown as A",
    })
    expect(problems).toEqual([
      'engine/graph/a.ts: an import cycle: engine/graph/a.ts -> engine/graph/b.ts -> engine/graph/c.ts -> engine/graph/a.ts',
    ])
  })
})
