// The public door of @mida-kit/server/opentelemetry: spans and metrics. Needs `@opentelemetry/api` in the app.
export { type OpenTelemetryOptions, openTelemetry } from './open-telemetry.ts'
