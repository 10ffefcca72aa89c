import { HubServer } from './hub-server'

// The server as a program, for tests in another language or process: `NAME=FOLDER ...`. It prints its address, which is
// to be HF_ENDPOINT, and ends with its stdin. Faults are set by posting a list of them as JSON to /_faults.

const server = new HubServer()
for (const argument of process.argv.slice(2)) {
  const [name, folder] = argument.split('=')
  server.add(name, folder)
}
console.log(await server.listen())
process.stdin.resume().once('end', () => process.exit())
