import { DOMParser } from '@xmldom/xmldom'

/** The root of a document. @throws Error for what is not well-formed */
export function parsedXml(text: string) {
  const complain = (level: string, message: string) => {
    throw new Error(`${level}: ${message}`)
  }
  return new DOMParser({ onError: complain }).parseFromString(text, 'text/xml').documentElement!
}
