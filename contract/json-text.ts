/** JSON for programs, without a last line break; typed arrays become lists, numbers that JSON lacks become null. */
export function jsonText(value: unknown): string {
  const asList = (_key: string, each: unknown) =>
    ArrayBuffer.isView(each) ? Array.from(each as Float64Array) : each
  return JSON.stringify(value, asList, 2)
}
