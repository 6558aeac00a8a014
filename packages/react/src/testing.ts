// The door @mida-kit/react/testing: the kit in the unit tests of an app. No network, no script, no test runner.
export { type ExpectedProperties, type MidaMatchers, midaMatchers } from './test-matchers.ts'
export {
  createTestMida,
  type TestDelivery,
  type TestEvent,
  type TestMida,
  type TestMidaOptions,
} from './test-mida.ts'
export { MidaTestProvider, type MidaTestProviderProps } from './test-provider.tsx'
