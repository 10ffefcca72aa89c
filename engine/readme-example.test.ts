import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const [, example] = /```ts\n(.*?)```/s.exec(read('README.md'))!

/** Runs the code of a README as it is written, with its imports made from here; what it prints. */
async function printed(code: string): Promise<string[]> {
  const modules: Record<string, unknown> = {
    './engine': await import('./index'),
    'node:fs': { readFileSync },
  }
  const body = code.replace(/^import (\{.*\}) from '(.*)'$/gm, "const $1 = modules['$2']")
  const lines: string[] = []
  const run = Function('modules', 'console', `return (async () => { ${body} })()`)
  await run(modules, { log: (line: string) => lines.push(line) })
  return lines
}

it('the example of the README finds the five edges of the sample and what they keep', async () => {
  const [line] = await printed(example)
  const [, edges, faithfulness, random] = /^(\d+) edges keep (\S+) of the behaviour, as many at random (\S+)$/
    .exec(line)!
    .map(Number)
  expect(edges).toBe(5)
  expect(faithfulness).toBeCloseTo(1, 2)
  expect(random).toBeLessThan(0.1)
})

it('the README of the project has the same example', () => {
  expect(read('../README.md')).toContain(example)
})
