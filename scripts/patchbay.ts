import { ensureBuilt } from './build.ts'
import { become, inProject, messageOf } from './project.ts'

/** `npm run -s patchbay -- ARGS`: the command line on a fresh build; stdout is the command's alone. */
export async function main(args: string[]): Promise<number | void> {
  try {
    await ensureBuilt()
  } catch (error) {
    console.error(messageOf(error))
    return 1
  }
  become(inProject('out/main/cli.cjs'), args)
}
