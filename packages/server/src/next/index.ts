// The public door of @mida-kit/server/next: the client that knows the current request.
export { MidaSetupError } from '@mida-kit/contract'
export { createMida, type NextMida, type NextOptions } from './create-mida.ts'
