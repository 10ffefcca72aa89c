// The one entry of all npm scripts: `node scripts/run.mjs NAME ARGS` runs main() of scripts/NAME.ts.
// Plain JavaScript, so that an old Node gets a sentence instead of "unknown file extension .ts".
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Patchbay needs Node 22.18 or newer (24 is what it is tested on); this is ${process.version}.`,
  )
  process.exit(1)
}
// Everything started from here - hosts, shells, tests - runs on this same Node.
process.env.PATCHBAY_NODE = process.execPath
// ... which remembers the code that it has compiled: half of the start of a host and its threads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
const [name, ...args] = process.argv.slice(2)
const { main } = await import(`./${name}.ts`)
const code = await main(args)
if (typeof code === 'number') process.exitCode = code
