import com.fasterxml.jackson.databind.node.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.Message;

/** Writes the message vectors of the release on the class path, and reads each of them back first.
 *  java MessageVectors RELEASE SEED CASES FILE [DUMP]: with the schema dump of a newer release, only messages
 *  that the newer release lacks are appended. */
final class MessageVectors {
    private final String release;
    private int lines;
    private int repeated;

    private MessageVectors(String release) {
        this.release = release;
    }

    public static void main(String[] args) throws Exception {
        MessageVectors vectors = new MessageVectors(args[0]);
        long seed = Long.parseLong(args[1]);
        Map<String, String> newer = args.length > 4 ? SchemaDump.read(args[4]) : Map.of();
        Map<String, String> own = SchemaDump.dump();
        try (Writer w = new OutputStreamWriter(new FileOutputStream(args[3], args.length > 4), StandardCharsets.UTF_8)) {
            for (Definition d : Definition.all()) {
                Message m = d.fresh();
                for (int v = m.lowestSupportedVersion(); v <= m.highestSupportedVersion(); v++) {
                    String id = SchemaDump.id(d.name, v), theirs = newer.get(id);
                    if (theirs != null && SchemaDump.sameWire(theirs, own.get(id))) continue;
                    vectors.write(w, d, v, args[2].split(","), seed, theirs != null);
                }
            }
        }
        System.err.println(vectors.release + ": lines " + vectors.lines + ", left out as repeated " + vectors.repeated);
    }

    private void write(Writer w, Definition d, int version, String[] cases, long seed, boolean superseded) throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < cases.length; i++) {
            ObjectNode n = line(d, version, cases[i], mix(seed, release + SchemaDump.id(d.name, version) + cases[i] + i));
            if (superseded) n.put("superseded", true);
            String body = n.get("hex").asText().substring(2 * n.get("bodyOffset").asInt());
            if (!seen.add(body) && d.apiType != null && !cases[i].equals("full")) {
                repeated++;
                continue;
            }
            w.write(Definition.JSON.writeValueAsString(n));
            w.write('\n');
            lines++;
        }
    }

    private ObjectNode line(Definition d, int version, String kind, long seed) throws Exception {
        RandomMessage random = new RandomMessage(seed, kind, d, version);
        Message m = d.fresh();
        if (!kind.equals("default")) random.fill(m);
        ObjectNode n = Definition.JSON.createObjectNode();
        n.put("kafka", release).put("api", d.api).put("key", d.key).put("dir", d.dir).put("version", version);
        ArrayNode headerTags = Definition.JSON.createArrayNode();
        byte[] head = head(d, version, kind, random, n, headerTags);
        if (d.unstable(version)) n.put("unstable", true);
        n.put("case", kind).put("bodyOffset", head.length);
        n.put("hex", HexFormat.of().formatHex(head) + HexFormat.of().formatHex(Codec.encode(m, version)));
        n.set("json", Codec.json(d, m, version));
        if (!random.unknownTags.isEmpty()) n.set("unknownTags", random.unknownTags);
        if (!headerTags.isEmpty()) n.set("headerUnknownTags", headerTags);
        if (!ReadBack.check(d, n, m)) throw new IllegalStateException("field names differ: " + n);
        return n;
    }

    /** The bytes before the body: a header for APIs, the version as an int16 for some data. */
    private static byte[] head(Definition d, int version, String kind, RandomMessage random, ObjectNode n, ArrayNode tags) {
        if (Definition.PREFIXED.contains(d.name)) return new byte[] {(byte) (version >> 8), (byte) version};
        if (d.apiType == null) return new byte[0];
        boolean request = d.dir.equals("request");
        short headerVersion = d.headerVersion(version);
        int correlationId = correlationId(kind, random.values);
        n.put("headerVersion", headerVersion).put("correlationId", correlationId);
        Message header = request
            ? requestHeader(d, version, kind, random.values, n).setCorrelationId(correlationId)
            : new ResponseHeaderData().setCorrelationId(correlationId);
        if (kind.equals("random") && headerVersion == (request ? 2 : 1) && random.values.chance(.3)) {
            random.addUnknownTags(header, Definition.JSON.createArrayNode(), "", tags);
        }
        return Codec.encode(header, headerVersion);
    }

    private static int correlationId(String kind, RandomValues values) {
        if (kind.equals("default")) return 0;
        if (kind.equals("edge")) return values.chance(.5) ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        return values.random.nextInt();
    }

    private static RequestHeaderData requestHeader(Definition d, int version, String kind, RandomValues values, ObjectNode n) {
        RequestHeaderData header = new RequestHeaderData().setRequestApiKey((short) d.key).setRequestApiVersion((short) version);
        if (d.headerVersion(version) == 0) return header;
        String clientId = kind.equals("default") || kind.equals("nulls") || values.chance(.1) ? null : values.string();
        if (clientId != null && clientId.length() > 200) clientId = "y";
        n.put("clientId", clientId);
        return header.setClientId(clientId);
    }

    private static long mix(long seed, String s) {
        long h = seed * 0x9E3779B97F4A7C15L + 0x1234567;
        for (char c : s.toCharArray()) h = (h ^ c) * 0x100000001B3L;
        return h ^ (h >>> 29);
    }
}
