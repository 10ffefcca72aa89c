import { createForm } from '../../state/forms'

/** Steps of EAP-IG. */
export const eapForm = createForm('eap', { igSteps: 5 }, { formerly: 'patchbay.workbench' })
