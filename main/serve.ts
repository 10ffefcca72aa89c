import { toErrorData } from '../contract'
import { parseServeArgs, serve } from './serve/run-serve'

async function main(): Promise<number> {
  try {
    return await serve(parseServeArgs(process.argv.slice(2)))
  } catch (error) {
    const { code, message } = toErrorData(error)
    console.error(message)
    return code === 'internal' ? 1 : 2
  }
}

void main().then((code) => process.exit(code))
