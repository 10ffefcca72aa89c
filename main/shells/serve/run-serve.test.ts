import { describe, expect, it } from 'vitest'
import { parsePort, parseServeArgs } from './run-serve'

describe('arguments of the browser shell', () => {
  it('takes a port and a store, or neither', () => {
    expect(parseServeArgs(['--port', '0', '--db', 'x.db'])).toEqual({ port: 0, db: 'x.db' })
    expect(parseServeArgs([])).toEqual({ port: undefined, db: undefined })
  })

  it.each([['--prot', '1'], ['4173'], ['--port']])('refuses %s', (...args) => {
    expect(() => parseServeArgs(args)).toThrow(
      `The browser shell takes --port N and --db FILE, not ${args.join(' ')}.`,
    )
  })

  it.each(['', 'x', '-1', '1.5', '65536', '0x10', ' 1'])('refuses the port "%s"', (text) => {
    expect(() => parsePort(text)).toThrow(`The port must be a whole number from 0 to 65535, not ${text}.`)
  })
})
