export function ConfirmView() {
  return null
}
