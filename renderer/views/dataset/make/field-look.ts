/** The fields of this form: what one means is read after its name and value. */
export const FIELD = {
  size: 'xs' as const,
  descriptionProps: { fz: 'xs', lh: 1.4 },
  inputWrapperOrder: ['label', 'input', 'description', 'error'] satisfies (
    'label' | 'input' | 'description' | 'error'
  )[],
}
