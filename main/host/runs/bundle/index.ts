export { bundleSchema, bundleToBytes, bytesToBundle } from './bundle-file'
export { packed, unpacked, type PackedForm } from './packed'
