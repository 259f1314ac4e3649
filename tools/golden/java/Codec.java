import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.*;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.*;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/** Turns messages into bytes and JSON with Kafka's own writers and converters. */
final class Codec {
    /** Finds a class that Kafka 4.4 moved to another package. */
    private static final Class<?> MEMORY_RECORDS;

    static {
        Class<?> c;
        try {
            c = Class.forName("org.apache.kafka.common.record.internal.MemoryRecords");
        } catch (ClassNotFoundException e) {
            try {
                c = Class.forName("org.apache.kafka.common.record.MemoryRecords");
            } catch (ClassNotFoundException f) {
                throw new IllegalStateException(f);
            }
        }
        MEMORY_RECORDS = c;
    }

    private Codec() {
    }

    static byte[] encode(Message m, int version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = m.size(cache, (short) version);
        ByteBuffer b = ByteBuffer.allocate(size);
        m.write(new ByteBufferAccessor(b), cache, (short) version);
        if (b.hasRemaining()) throw new IllegalStateException("size " + size + ", wrote " + b.position());
        return b.array();
    }

    /** The JSON of Kafka's converter, except that int64 is text and records are their bytes. */
    static JsonNode json(Definition d, Message m, int version) throws ReflectiveOperationException {
        Class<?> c = Class.forName(d.type.getName() + "JsonConverter");
        JsonNode n;
        try {
            n = (JsonNode) c.getMethod("write", d.type, short.class, boolean.class).invoke(null, m, (short) version, true);
        } catch (NoSuchMethodException e) {
            n = (JsonNode) c.getMethod("write", d.type, short.class).invoke(null, m, (short) version);
        }
        patchRecords(d, m, n, d.fields());
        return longsToText(n);
    }

    static Object records(byte[] bytes) throws ReflectiveOperationException {
        return MEMORY_RECORDS.getMethod("readableRecords", ByteBuffer.class).invoke(null, ByteBuffer.wrap(bytes));
    }

    /** The unknown tagged fields of a message. Fields of inner structs come first. */
    static void unknownTags(Definition d, Object o, JsonNode fields, String path, ArrayNode log) throws ReflectiveOperationException {
        for (JsonNode f : fields) {
            String type = f.get("type").asText(), name = Definition.camel(f), at = path.isEmpty() ? name : path + "." + name;
            JsonNode inner = d.structs.get(Definition.element(type));
            if (inner == null) continue;
            Object value = o.getClass().getMethod(name).invoke(o);
            if (value == null) continue;
            if (type.startsWith("[]")) {
                int i = 0;
                for (Object x : (Collection<?>) value) unknownTags(d, x, inner, at + "[" + i++ + "]", log);
            } else {
                unknownTags(d, value, inner, at, log);
            }
        }
        for (RawTaggedField u : ((Message) o).unknownTaggedFields()) {
            log.addObject().put("path", path).put("tag", u.tag()).put("hex", HexFormat.of().formatHex(u.data()));
        }
    }

    /** Puts the bytes of records in place, because Kafka's converter writes an empty string. */
    private static void patchRecords(Definition d, Object o, JsonNode n, JsonNode fields) throws ReflectiveOperationException {
        for (JsonNode f : fields) {
            String type = f.get("type").asText(), name = Definition.camel(f), element = Definition.element(type);
            if (!n.has(name) || n.get(name).isNull()) continue;
            Method field = o.getClass().getMethod(name);
            if (type.equals("records")) {
                ByteBuffer b = ((ByteBuffer) MEMORY_RECORDS.getMethod("buffer").invoke(field.invoke(o))).duplicate();
                byte[] bytes = new byte[b.remaining()];
                b.get(bytes);
                ((ObjectNode) n).set(name, new BinaryNode(bytes));
            } else if (d.structs.containsKey(element)) {
                Object value = field.invoke(o);
                if (type.startsWith("[]")) {
                    int i = 0;
                    for (Object x : (Collection<?>) value) patchRecords(d, x, n.get(name).get(i++), d.structs.get(element));
                } else {
                    patchRecords(d, value, n.get(name), d.structs.get(element));
                }
            }
        }
    }

    /** Writes int64 as text, because JSON numbers would lose bits. */
    private static JsonNode longsToText(JsonNode n) {
        if (n.isLong()) return new TextNode(Long.toString(n.longValue()));
        if (n.isBinary()) return new TextNode(n.asText());
        if (n instanceof ArrayNode a) for (int i = 0; i < a.size(); i++) a.set(i, longsToText(a.get(i)));
        if (n instanceof ObjectNode o) {
            List<String> names = new ArrayList<>();
            o.fieldNames().forEachRemaining(names::add);
            for (String name : names) o.set(name, longsToText(o.get(name)));
        }
        return n;
    }
}
