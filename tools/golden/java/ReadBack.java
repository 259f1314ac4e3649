import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.*;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;

/**
 * Reads message vectors with the release on the class path, writes them again, and compares bytes
 * and JSON. It exits with 1 if a line differs.
 *
 * Usage: java ReadBack RELEASE FILE.jsonl.gz OTHER-DUMP. OTHER-DUMP is the schema dump of the other
 * release: lines of that release are skipped where the schemas of the two mean different bytes.
 */
final class ReadBack {
    private int equal;
    private int renamed;
    private int otherWire;
    private int absent;
    private int differing;

    private ReadBack() {
    }

    public static void main(String[] args) throws Exception {
        ReadBack back = new ReadBack();
        Map<String, Definition> definitions = new HashMap<>();
        for (Definition d : Definition.all()) definitions.put(d.name, d);
        Map<String, String> own = SchemaDump.dump(), other = SchemaDump.read(args[2]);
        InputStream in = new GZIPInputStream(new FileInputStream(args[1]));
        try (BufferedReader r = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String s; (s = r.readLine()) != null;) {
                JsonNode n = Definition.JSON.readTree(s);
                String name = name(n), id = SchemaDump.id(name, n.get("version").asInt());
                boolean foreign = !n.get("kafka").asText().equals(args[0]);
                if (!own.containsKey(id)) back.absent++;
                else if (foreign && other.containsKey(id) && !SchemaDump.sameWire(own.get(id), other.get(id))) back.otherWire++;
                else back.read(definitions.get(name), n, id);
            }
        }
        System.err.println(args[0] + " reads back: equal " + back.equal + ", equal but for field names " + back.renamed
            + ", of another meaning " + back.otherWire + ", of versions it lacks " + back.absent + ", differing " + back.differing);
        if (back.differing > 0) System.exit(1);
    }

    private void read(Definition d, JsonNode n, String id) {
        try {
            if (check(d, n, null)) equal++;
            else renamed++;
        } catch (Exception e) {
            if (differing++ < 40) System.err.println(id + " " + n.get("case").asText() + " of " + n.get("kafka").asText() + ": " + e);
        }
    }

    /** Throws if bytes, unknown tags or values differ. Returns false if only the names of fields differ. */
    static boolean check(Definition d, JsonNode n, Message original) throws ReflectiveOperationException, IOException {
        int version = n.get("version").asInt(), offset = n.get("bodyOffset").asInt();
        byte[] all = HexFormat.of().parseHex(n.get("hex").asText());
        if (d.apiType != null) checkHeader(d, n, Arrays.copyOf(all, offset));
        byte[] body = Arrays.copyOfRange(all, offset, all.length);
        Message m = d.fresh();
        m.read(new ByteBufferAccessor(ByteBuffer.wrap(body)), (short) version);
        expect(Arrays.equals(Codec.encode(m, version), body), "written again, the bytes differ");
        ArrayNode tags = Definition.JSON.createArrayNode();
        Codec.unknownTags(d, m, d.fields(), "", tags);
        expect(tags.toString().equals(n.has("unknownTags") ? n.get("unknownTags").toString() : "[]"), "other unknown tags: " + tags);
        // NaN and the classes with records or buffers are not equal to themselves
        boolean comparable = original != null && !hasNaN(n.get("json")) && !d.name.matches("Produce.*|.*Fetch.*|.*Telemetry.*");
        expect(!comparable || m.equals(original), "the object differs");
        JsonNode json = Codec.json(d, m, version);
        expect(values(json).equals(values(n.get("json"))), "the values differ: " + json);
        return Definition.JSON.writeValueAsString(json).equals(Definition.JSON.writeValueAsString(n.get("json")));
    }

    private static void checkHeader(Definition d, JsonNode n, byte[] head) {
        short version = (short) n.get("headerVersion").asInt();
        expect(version == d.headerVersion(n.get("version").asInt()), "another header version");
        Message header = d.dir.equals("request") ? new RequestHeaderData() : new ResponseHeaderData();
        if (version < header.lowestSupportedVersion()) return;
        header.read(new ByteBufferAccessor(ByteBuffer.wrap(head)), version);
        expect(Arrays.equals(Codec.encode(header, version), head), "written again, the header differs");
    }

    private static void expect(boolean holds, String what) {
        if (!holds) throw new IllegalStateException(what);
    }

    private static String name(JsonNode n) {
        String dir = n.get("dir").asText();
        return n.get("api").asText() + (dir.equals("request") ? "Request" : dir.equals("response") ? "Response" : "");
    }

    /** A JSON value without its field names. */
    private static String values(JsonNode n) {
        if (!n.isContainerNode()) return n.toString();
        StringBuilder b = new StringBuilder("[");
        for (JsonNode c : n) b.append(values(c)).append(' ');
        return b.append(']').toString();
    }

    private static boolean hasNaN(JsonNode n) {
        if (n.isDouble()) return Double.isNaN(n.doubleValue());
        for (JsonNode c : n) if (hasNaN(c)) return true;
        return false;
    }
}
