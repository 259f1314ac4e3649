import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.telemetry.ClientTelemetry;
import org.apache.kafka.server.telemetry.ClientTelemetryPayload;
import org.apache.kafka.server.telemetry.ClientTelemetryReceiver;
import org.apache.kafka.shaded.io.opentelemetry.proto.common.v1.KeyValue;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Metric;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.MetricsData;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ScopeMetrics;

/**
 * A plug-in of brokers that takes the metrics of clients (KIP-714). It appends each push to a file as
 * one line of JSON, decoded by the classes of OTLP that Kafka's own client has.
 */
public final class FileReceiver implements MetricsReporter, ClientTelemetry, ClientTelemetryReceiver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private Path file;

    @Override
    public void configure(Map<String, ?> configs) {
        file = Path.of(String.valueOf(configs.get("kafkawire.telemetry.file")));
    }

    @Override
    public ClientTelemetryReceiver clientReceiver() {
        return this;
    }

    @Override
    public void exportMetrics(AuthorizableRequestContext context, ClientTelemetryPayload payload) {
        ByteBuffer data = payload.data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        try {
            ObjectNode line = JSON.createObjectNode();
            line.put("clientId", context.clientId());
            line.put("clientInstanceId", payload.clientInstanceId().toString());
            line.put("isTerminating", payload.isTerminating());
            line.put("contentType", payload.contentType());
            line.put("hex", HexFormat.of().formatHex(bytes));
            decode(MetricsData.parseFrom(bytes), line);
            Files.writeString(file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException error) {
            throw new IllegalStateException(error); // the client gets INVALID_RECORD
        }
    }

    private static void decode(MetricsData data, ObjectNode line) {
        boolean isComplete = data.getUnknownFields().asMap().isEmpty();
        ArrayNode points = line.putArray("points");
        ObjectNode resource = line.putObject("resource");
        for (ResourceMetrics each : data.getResourceMetricsList()) {
            attributes(each.getResource().getAttributesList(), resource);
            for (ScopeMetrics scope : each.getScopeMetricsList()) {
                line.put("scope", scope.getScope().getName() + " " + scope.getScope().getVersion());
                for (Metric metric : scope.getMetricsList()) {
                    isComplete &= metric.getUnknownFields().asMap().isEmpty();
                    decode(metric, points);
                }
            }
        }
        line.put("isComplete", isComplete);
    }

    private static void decode(Metric metric, ArrayNode points) {
        String kind = metric.getDataCase().toString();
        List<NumberDataPoint> all =
            metric.hasSum() ? metric.getSum().getDataPointsList() : metric.getGauge().getDataPointsList();
        String temporality = metric.hasSum() ? metric.getSum().getAggregationTemporality().toString() : "";
        for (NumberDataPoint each : all) {
            ObjectNode point = points.addObject();
            point.put("name", metric.getName()).put("unit", metric.getUnit()).put("kind", kind);
            point.put("temporality", temporality).put("isMonotonic", metric.hasSum() && metric.getSum().getIsMonotonic());
            point.put("value", each.getAsDouble()).put("timeNanos", Long.toUnsignedString(each.getTimeUnixNano()));
            attributes(each.getAttributesList(), point.putObject("attributes"));
        }
        if (metric.hasHistogram()) {
            metric.getHistogram().getDataPointsList().forEach(each -> {
                ObjectNode point = points.addObject();
                point.put("name", metric.getName()).put("unit", metric.getUnit()).put("kind", kind);
                point.put("count", each.getCount()).put("sum", each.getSum());
                each.getBucketCountsList().forEach(point.withArray("counts")::add);
                each.getExplicitBoundsList().forEach(point.withArray("bounds")::add);
            });
        }
    }

    private static void attributes(List<KeyValue> all, ObjectNode to) {
        for (KeyValue each : all) to.put(each.getKey(), each.getValue().getStringValue());
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}
}
