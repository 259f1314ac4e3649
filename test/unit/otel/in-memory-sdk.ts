import { context, metrics, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterTest } from '../../support/process/channels.ts'

/** One metric as it was exported. */
export interface ExportedMetric {
  readonly unit: string
  readonly type: DataPointType
  readonly isMonotonic: boolean | undefined
  readonly points: readonly DataPoint<number | Histogram>[]
}

/** The SDK of OpenTelemetry, with exporters in memory. It is registered until the end of the test. */
export interface InMemorySdk {
  /** The spans that have ended. */
  readonly spans: () => readonly ReadableSpan[]
  /** All metrics by name, collected now. */
  readonly metrics: () => Promise<Readonly<Record<string, ExportedMetric>>>
}

/** Registers the SDK, with the propagator of the W3C. */
export function registerSdk(): InMemorySdk {
  const spanExporter = new InMemorySpanExporter()
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] })
  const meters = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 3_600_000 })]
  })
  trace.setGlobalTracerProvider(tracers)
  metrics.setGlobalMeterProvider(meters)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  afterTest(() => {
    for (const each of [trace, metrics, context, propagation]) each.disable()
    void tracers.shutdown()
    void meters.shutdown()
  })
  return {
    spans: () => spanExporter.getFinishedSpans(),
    metrics: async () => {
      metricExporter.reset()
      await meters.forceFlush()
      const exported = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
      return Object.fromEntries(
        exported.map(metric => {
          const { descriptor, dataPointType: type, dataPoints } = metric
          const isMonotonic = type === DataPointType.SUM ? metric.isMonotonic : undefined
          return [
            descriptor.name,
            { unit: descriptor.unit, type, isMonotonic, points: dataPoints as readonly DataPoint<number | Histogram>[] }
          ]
        })
      )
    }
  }
}
