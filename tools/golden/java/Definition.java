import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.*;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.Message;

/**
 * A message of the release on the class path: the definition that the jar holds, and the class
 * generated from it.
 */
final class Definition {
    static final ObjectMapper JSON = new ObjectMapper().configure(JsonParser.Feature.ALLOW_COMMENTS, true);
    /** The messages that ApiMessageType does not list. */
    static final String[] DATA = {
        "ConsumerProtocolSubscription", "ConsumerProtocolAssignment", "LeaderChangeMessage", "EndTxnMarker", "ControlRecordTypeSchema",
        "AbortedTxn", "DefaultPrincipalData", "KRaftVersionRecord", "SnapshotHeaderRecord", "SnapshotFooterRecord", "VotersRecord",
        "RequestHeaderData", "ResponseHeaderData"
    };
    /** Data messages that are sent behind their version, an int16. */
    static final Set<String> PREFIXED = Set.of(
        "ConsumerProtocolSubscription", "ConsumerProtocolAssignment", "EndTxnMarker", "ControlRecordTypeSchema", "DefaultPrincipalData");

    final String name;
    final String api;
    final String dir;
    final int key;
    /** The API of the message; null for data and headers. */
    final ApiMessageType apiType;
    final Class<?> type;
    final JsonNode root;
    final Map<String, JsonNode> structs = new HashMap<>();

    private Definition(String name, String api, String dir, int key, ApiMessageType apiType, Class<?> type) throws IOException {
        this.name = name;
        this.api = api;
        this.dir = dir;
        this.key = key;
        this.apiType = apiType;
        this.type = type;
        try (InputStream in = Definition.class.getClassLoader().getResourceAsStream("common/message/" + name + ".json")) {
            if (in == null) throw new IllegalStateException("no definition of " + name);
            root = JSON.readTree(in);
        }
        collectStructs(fields());
        for (JsonNode struct : root.path("commonStructs")) {
            structs.put(struct.get("name").asText(), struct.get("fields"));
            collectStructs(struct.get("fields"));
        }
    }

    /** Every message of the release, by API key, then the data and the headers. */
    static List<Definition> all() throws ReflectiveOperationException, IOException {
        List<Definition> all = new ArrayList<>();
        for (ApiMessageType t : apis()) {
            for (ApiMessage m : List.of(t.newRequest(), t.newResponse())) {
                String name = m.getClass().getSimpleName().replaceAll("Data$", "");
                String dir = name.endsWith("Request") ? "request" : "response";
                all.add(new Definition(name, name.replaceAll("(Request|Response)$", ""), dir, t.apiKey(), t, m.getClass()));
            }
        }
        for (String n : DATA) {
            Class<?> type = dataClass(n);
            if (type == null) continue;
            String name = n.endsWith("HeaderData") ? n.replaceAll("Data$", "") : n;
            all.add(new Definition(name, name, n.endsWith("HeaderData") ? "header" : "data", -1, null, type));
        }
        all.sort(Comparator.comparing((Definition d) -> d.key < 0 ? 1000 : d.key).thenComparing(d -> d.api).thenComparing(d -> d.dir));
        return all;
    }

    /** The APIs that have messages in this release. Since 4.0 the enum keeps LeaderAndIsr and three other APIs without messages. */
    static List<ApiMessageType> apis() {
        List<ApiMessageType> apis = new ArrayList<>();
        for (ApiMessageType t : ApiMessageType.values()) {
            try {
                t.newRequest();
                apis.add(t);
            } catch (UnsupportedVersionException e) {
                // this release has removed the message
            }
        }
        return apis;
    }

    /** The class of a message, or null if the release lacks it. */
    static Class<?> dataClass(String name) {
        try {
            return Class.forName("org.apache.kafka.common.message." + name);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    JsonNode fields() {
        return root.get("fields");
    }

    Message fresh() throws ReflectiveOperationException {
        return (Message) type.getDeclaredConstructor().newInstance();
    }

    Message freshStruct(String struct) throws ReflectiveOperationException {
        return (Message) Class.forName(type.getName() + "$" + struct).getDeclaredConstructor().newInstance();
    }

    boolean flexible(int version) {
        return in(root.get("flexibleVersions"), version);
    }

    short headerVersion(int version) {
        return dir.equals("request") ? apiType.requestHeaderVersion((short) version) : apiType.responseHeaderVersion((short) version);
    }

    boolean unstable(int version) throws ReflectiveOperationException {
        boolean says = root.path("latestVersionUnstable").asBoolean() || apiType != null && apiType.latestVersionUnstable();
        return says && version == fresh().highestSupportedVersion();
    }

    private void collectStructs(JsonNode fields) {
        for (JsonNode f : fields) {
            if (!f.has("fields")) continue;
            structs.put(element(f.get("type").asText()), f.get("fields"));
            collectStructs(f.get("fields"));
        }
    }

    /** Whether a range such as 3+, 0-4, 7 or none holds the version. */
    static boolean in(JsonNode range, int version) {
        if (range == null || range.isNull()) return false;
        String s = range.asText();
        if (s.isEmpty() || s.equals("none")) return false;
        if (s.endsWith("+")) return version >= Integer.parseInt(s.substring(0, s.length() - 1));
        int dash = s.indexOf('-');
        if (dash < 0) return version == Integer.parseInt(s);
        return version >= Integer.parseInt(s.substring(0, dash)) && version <= Integer.parseInt(s.substring(dash + 1));
    }

    static String element(String type) {
        return type.startsWith("[]") ? type.substring(2) : type;
    }

    static String camel(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    static String camel(JsonNode field) {
        return camel(field.get("name").asText());
    }
}
