import { restartForComputing } from '../../host/process/heap-setting'

// Before anything else is loaded: it would be loaded twice.
restartForComputing()
void import('./program')
