import module from 'node:module'

/**
 * The C library of Linux keeps allocations up to a size in its heap, and raises that size, to as much as 32 MB, with what is given back: what judging
 * 1,000 prompts left in pieces there was 280 MB. Larger ones than a fixed size are mapped, and given back to the system at
 * once; with a smaller size runs took longer (docs/decisions/0016). It is read when a process starts; other systems do not know it.
 */
const HEAP_SETTING = { MALLOC_MMAP_THRESHOLD_: String(4 * 2 ** 20) }

/** An environment for processes that compute; one in which the setting is chosen already keeps it. */
export function computingEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return process.platform === 'linux' ? { ...HEAP_SETTING, ...env } : { ...env }
}

/** Where this process was started without the setting it becomes the same program with it: the same process id, arguments, streams. */
export function restartForComputing(): void {
  const env = computingEnv()
  if (Object.keys(env).length === Object.keys(process.env).length || !process.execve) return
  module.flushCompileCache()
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], env)
}
