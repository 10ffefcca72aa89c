// The one entry of all npm scripts: `node scripts/run.mjs NAME ARGS` runs main() of scripts/NAME.ts.
// Plain JavaScript, so that an old Node gets a sentence instead of "unknown file extension .ts".
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Patchbay needs Node 22.18 or newer (24 is what it is tested on); this is ${process.version}.`,
  )
  process.exit(1)
}
// Everything started from here - hosts, shells, tests - runs on this same Node.
process.env.PATCHBAY_NODE = process.execPath
const [name, ...args] = process.argv.slice(2)
const { main } = await import(`./${name}.ts`)
const code = await main(args)
if (typeof code === 'number') process.exitCode = code
