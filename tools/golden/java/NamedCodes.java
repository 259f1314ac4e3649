import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Prints the numbers behind Kafka's names as a JSON object: the values of enums, the numeric
 * constants of classes, and the API keys, each list under the name of its class.
 */
final class NamedCodes {
    private static final String COMMON = "org.apache.kafka.common.";
    private static final String ADMIN = "org.apache.kafka.clients.admin.";
    private static final String CONSUMER = "org.apache.kafka.clients.consumer.";

    /** Enums, each with the field that holds the number on the wire. */
    private static final String[][] ENUMS = {
        {COMMON + "protocol.Errors", "code"},
        {COMMON + "IsolationLevel", "id"},
        {COMMON + "ElectionType", "value"},
        {COMMON + "acl.AclOperation", "code"},
        {COMMON + "acl.AclPermissionType", "code"},
        {COMMON + "resource.ResourceType", "code"},
        {COMMON + "resource.PatternType", "code"},
        {COMMON + "config.ConfigResource$Type", "id"},
        {COMMON + "record.TimestampType", "id"},
        {COMMON + "record.internal.CompressionType", "id"},
        {COMMON + "record.internal.ControlRecordType", "type"},
        {COMMON + "requests.DescribeConfigsResponse$ConfigSource", "id"},
        {COMMON + "requests.DescribeConfigsResponse$ConfigType", "id"},
        {COMMON + "requests.FindCoordinatorRequest$CoordinatorType", "id"},
        {COMMON + "requests.StreamsGroupHeartbeatResponse$Status", "code"},
        {COMMON + "requests.TransactionResult", "id"},
        {ADMIN + "AlterConfigOp$OpType", "id"},
        {ADMIN + "EndpointType", "id"},
        {ADMIN + "FeatureUpdate$UpgradeType", "code"},
        {ADMIN + "ScramMechanism", "type"},
        {CONSUMER + "AcknowledgeType", "id"},
        {CONSUMER + "internals.ShareAcquireMode", "id"},
    };

    /** Classes whose numeric constants are printed. */
    private static final String[] CONSTANTS = {
        COMMON + "record.internal.RecordBatch",
        COMMON + "requests.ConsumerGroupHeartbeatRequest",
        COMMON + "requests.CreateTopicsRequest",
        COMMON + "requests.DeleteRecordsRequest",
        COMMON + "requests.DescribeClientQuotasRequest",
        COMMON + "requests.DescribeGroupsResponse",
        COMMON + "requests.DescribeLogDirsResponse",
        COMMON + "requests.FetchMetadata",
        COMMON + "requests.FetchRequest",
        COMMON + "requests.FetchResponse",
        COMMON + "requests.JoinGroupRequest",
        COMMON + "requests.ListOffsetsRequest",
        COMMON + "requests.ListOffsetsResponse",
        COMMON + "requests.MetadataResponse",
        COMMON + "requests.OffsetCommitRequest",
        COMMON + "requests.OffsetFetchResponse",
        COMMON + "requests.OffsetsForLeaderEpochRequest",
        COMMON + "requests.OffsetsForLeaderEpochResponse",
        COMMON + "requests.ProduceResponse",
        COMMON + "requests.ShareGroupHeartbeatRequest",
        COMMON + "requests.ShareRequestMetadata",
        COMMON + "requests.StreamsGroupDescribeResponse",
        COMMON + "requests.StreamsGroupHeartbeatRequest",
    };

    public static void main(String[] args) throws ReflectiveOperationException {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (String[] each : ENUMS) {
            all.put(shortName(each[0]), membersOf(Class.forName(each[0]), each[1]));
        }
        for (String each : CONSTANTS) {
            all.put(shortName(each), constantsOf(Class.forName(each)));
        }
        Map<String, String> apiKeys = new TreeMap<>();
        for (ApiKeys key : ApiKeys.values()) {
            apiKeys.put(key.name, String.valueOf(key.id));
        }
        all.put("ApiKeys", apiKeys);
        List<String> objects = new ArrayList<>();
        all.forEach((name, members) -> objects.add(object(name, members)));
        System.out.println("{\n" + String.join(",\n", objects) + "\n}");
    }

    private static Map<String, String> membersOf(Class<?> type, String field) throws ReflectiveOperationException {
        Map<String, String> members = new TreeMap<>();
        Field number = type.getDeclaredField(field);
        number.setAccessible(true);
        for (Object member : type.getEnumConstants()) {
            members.put(((Enum<?>) member).name(), String.valueOf(number.get(member)));
        }
        return members;
    }

    private static Map<String, String> constantsOf(Class<?> type) throws ReflectiveOperationException {
        Map<String, String> constants = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            boolean isNumber = field.getType().isPrimitive() && field.getType() != boolean.class;
            if (!isNumber || !Modifier.isStatic(field.getModifiers()) || !Modifier.isFinal(field.getModifiers())) continue;
            field.setAccessible(true);
            constants.put(field.getName(), String.valueOf(field.get(null)));
        }
        return constants;
    }

    private static String object(String name, Map<String, String> members) {
        List<String> lines = new ArrayList<>();
        members.forEach((key, value) -> lines.add("    \"" + key + "\": " + value));
        return "  \"" + name + "\": {\n" + String.join(",\n", lines) + "\n  }";
    }

    /** `requests.DescribeConfigsResponse$ConfigType` becomes `DescribeConfigsResponse.ConfigType`. */
    private static String shortName(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replace('$', '.');
    }
}
