export function TraceView() {
  return null
}
