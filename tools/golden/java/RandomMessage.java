import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.*;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/**
 * Fills a message with values of one kind (full, nulls, edge or random), and keeps its size in
 * bounds.
 */
final class RandomMessage {
    final RandomValues values;
    /** The unknown tagged fields that were put in: {path, tag, hex}. */
    final ArrayNode unknownTags = Definition.JSON.createArrayNode();
    private final String kind;
    private final Definition definition;
    private final int version;

    RandomMessage(long seed, String kind, Definition definition, int version) {
        this.values = new RandomValues(seed, kind);
        this.kind = kind;
        this.definition = definition;
        this.version = version;
    }

    void fill(Message m) throws ReflectiveOperationException {
        fill(m, definition.fields(), 0, "");
    }

    void fill(Message o, JsonNode fields, int depth, String path) throws ReflectiveOperationException {
        for (JsonNode f : fields) {
            if (!Definition.in(f.get("versions"), version)) continue;
            String name = f.get("name").asText(), type = f.get("type").asText();
            String at = path.isEmpty() ? Definition.camel(name) : path + "." + Definition.camel(name);
            Method set = setter(o, name);
            boolean tagged = Definition.in(f.get("taggedVersions"), version);
            if (tagged && kind.equals("random") && values.chance(.4)) continue; // the field stays at its default, and is not written
            set.invoke(o, value(f, type, set.getParameterTypes()[0], depth, at));
        }
        if (definition.flexible(version) && kind.equals("random") && values.chance(depth == 0 ? .5 : .2)) {
            addUnknownTags(o, fields, path, unknownTags);
        }
    }

    void addUnknownTags(Message o, JsonNode fields, String path, ArrayNode log) {
        int from = 0;
        for (JsonNode f : fields) if (f.has("tag")) from = Math.max(from, f.get("tag").asInt() + 1);
        for (int tag : values.tags(from)) {
            byte[] b = values.tagBytes();
            o.unknownTaggedFields().add(new RawTaggedField(tag, b));
            log.addObject().put("path", path).put("tag", tag).put("hex", HexFormat.of().formatHex(b));
        }
    }

    private static Method setter(Message o, String name) {
        String setter = "set" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Method set = null;
        for (Method x : o.getClass().getMethods()) if (x.getName().equals(setter) && x.getParameterCount() == 1) set = x;
        if (set == null) throw new IllegalStateException("no " + setter + " in " + o.getClass());
        return set;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object value(JsonNode f, String type, Class<?> want, int depth, String at) throws ReflectiveOperationException {
        if (Definition.in(f.get("nullableVersions"), version) && values.choosesNull()) return null;
        if (!type.startsWith("[]")) return single(type, want, depth, at);
        Collection c = want == List.class ? new ArrayList<>() : (Collection) want.getDeclaredConstructor().newInstance();
        int n = values.count(depth);
        for (int i = 0; i < n; i++) c.add(single(type.substring(2), byte[].class, depth, at + "[" + i + "]"));
        return c;
    }

    private Object single(String type, Class<?> want, int depth, String at) throws ReflectiveOperationException {
        JsonNode struct = definition.structs.get(type);
        if (struct != null) {
            Message o = definition.freshStruct(type);
            fill(o, struct, depth + 1, at);
            return o;
        }
        Object value = values.primitive(type);
        if (type.equals("records")) return Codec.records((byte[]) value);
        return want == ByteBuffer.class ? ByteBuffer.wrap((byte[]) value) : value;
    }
}
