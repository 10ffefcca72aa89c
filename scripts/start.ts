import { ensureBuilt } from './build.ts'
import { fetchProductElectron, productElectron } from './electron-binary.ts'
import { become, inProject, isRootOnLinux, messageOf, root, run } from './project.ts'

/** `npm start`: the Electron shell where it can run, else the browser shell, which prints its URL. */
export async function main(args: string[]): Promise<number | void> {
  const shellArgs = args.filter((arg) => arg !== '--browser')
  try {
    await ensureBuilt()
  } catch (error) {
    console.error(messageOf(error))
    return 1
  }
  const electron = args.includes('--browser') ? null : await findElectron()
  if (electron) return run(electron, electronArgs(shellArgs), { env: electronEnv() })
  become(inProject('out/main/serve.cjs'), shellArgs)
}

/** The binary to start; or null, after a line that says why the browser shell starts instead. */
async function findElectron(): Promise<string | null> {
  if (!hasDisplay()) {
    console.error('No display here: starting the browser shell.')
    return null
  }
  const binary = productElectron() ?? (await fetchProductElectron())
  if (!binary)
    console.error('Electron is not installed and cannot be fetched here: starting the browser shell.')
  return binary
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

function electronArgs(shellArgs: string[]): string[] {
  // Chromium's sandbox refuses to run as root.
  return [root, ...(isRootOnLinux() ? ['--no-sandbox'] : []), ...shellArgs]
}

function electronEnv(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return env
}
