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
        "import { readFileSync } from 'node:fs'\nimport { ort } from '../../../engine/index'\nort(readFileSync)",
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
      'renderer/app.tsx:3: imports ../main/store/db. Rule: renderer may import contract, engine/graph, pictures/index and pages of docs, never main.',
    ])
  })

  it("keep a method out of another's inside", () => {
    const problems = problemsIn({
      'engine/methods/eap/index.ts': "export * from './eap'",
      'engine/methods/eap/eap.ts': 'export const eap = 1',
      'engine/methods/acdc/index.ts':
        "import { eap } from '../eap'\nimport { eap as inside } from '../eap/eap'\nexport default [eap, inside]",
    })
    expect(problems).toEqual([
      "engine/methods/acdc/index.ts:2: imports ../eap/eap. Rule: a method may import another method's index, nothing else of it.",
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
    ['renderer/views/run.tsx', "import cytoscape from 'cytoscape'", 'renderer/graph/canvas only'],
    ['renderer/views/run.tsx', "import 'node:path'", 'renderer may import no Node module'],
    ['renderer/graph/ramp.ts', "import '../state/run-store'", 'a file that pictures are made of'],
    ['pictures/svg/frame.ts', "import '../../renderer/state/run-store'", 'pictures may import'],
    ['pictures/svg/frame.ts', "import 'node:fs'", 'pictures may import no Node module'],
    ['main/host/runs.ts', "import '../../renderer/graph/ramp'", 'main may import'],
    ['main/host/runs.ts', "import Database from 'better-sqlite3'", 'main/store only'],
    ['main/shells/serve/serve.ts', "import { app } from 'electron'", 'main/shells/electron and preload only'],
    [
      'main/shells/serve/serve.ts',
      "import '../../../testing/real-models'",
      'testing may be imported by tests and benchmarks only',
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
    expect(problemsIn({ 'engine/model/load.test.ts': "import '../../main/serve'" })).toHaveLength(1)
  })

  it('name a retired word in comments, strings, names and prose, with what to write', () => {
    const problems = problemsIn({
      'scripts/a.ts':
        "// The next layers are\n// behind it.\nexport const toldTwice = `${1} anew`\n/**\n * Reads it.\n * Errors: not JSON.\n */\nconst b = 'a9 is\\nno sender'\nb.placeOf()",
      'scripts/README.md': '# Scripts\nOne slot,\none place.',
      'scripts/a.css': 'a { place-items: center }\n/* Told\n anew */',
      'scripts/told.ts': 'export {}',
    })
    expect(problems).toEqual([
      'scripts/README.md:3: "place" in prose. Rule: write site (what is patched), slot (an index in a buffer), row, position or file.',
      'scripts/a.css:2: "Told" in a comment. Rule: write report, notify, say or show.',
      'scripts/a.css:3: "anew" in a comment. Rule: write again.',
      'scripts/a.ts:2: "behind" in a comment. Rule: write downstream of (later layers), after or beyond.',
      'scripts/a.ts:6: "Errors:" in a comment. Rule: write @throws.',
      'scripts/a.ts:3: "anew" in a string. Rule: write again.',
      'scripts/a.ts:8: "is no" in a string. Rule: write "is not a": `x` is not a sender in this model.',
      'scripts/a.ts:3: "told" in a name. Rule: write report, notify, say or show.',
      'scripts/a.ts:9: "place" in a name. Rule: write site (what is patched), slot (an index in a buffer), row, position or file.',
      'scripts/told.ts:1: "told" in a name. Rule: write report, notify, say or show.',
    ])
  })

  it.each([
    '// What is put in place of a value takes its place; two decimal places.',
    '// There is no circuit, and it is no longer needed.',
    '/** @throws PatchbayError (bad-input) for a text that is not JSON. */',
    "import './placeholder'\nexport const replaced = 'it replaces them'",
  ])('leave plain English alone: %s', (code) => {
    expect(problemsIn({ 'scripts/a.ts': code })).toEqual([])
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
