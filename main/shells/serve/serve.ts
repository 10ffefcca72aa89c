import { toErrorData } from '../../../contract'
import { parseServeArgs, serve } from './run-serve'
import { OutputError, tolerateStreamErrors } from '../streams'

async function main(): Promise<number> {
  try {
    return await serve(parseServeArgs(process.argv.slice(2)))
  } catch (error) {
    const { code, message } = toErrorData(error)
    console.error(message)
    return error instanceof OutputError || code === 'internal' ? 1 : 2
  }
}

tolerateStreamErrors()
void main().then((code) => process.exit(code))
