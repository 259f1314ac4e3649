import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.types.*;

/**
 * The wire schema of every message and version, as the SCHEMA_n constants of the generated classes
 * give it.
 *
 * Usage: java SchemaDump FILE. It writes one line for each version: "Message version schema-text",
 * with " hN" for the header version of an API's message.
 */
final class SchemaDump {
    private SchemaDump() {
    }

    public static void main(String[] args) throws Exception {
        StringBuilder b = new StringBuilder();
        dump().forEach((k, v) -> b.append(k).append(' ').append(v).append('\n'));
        Files.writeString(Paths.get(args[0]), b);
    }

    static String id(String message, int version) {
        return String.format("%s %03d", message, version);
    }

    static SortedMap<String, String> dump() throws ReflectiveOperationException, IOException {
        SortedMap<String, String> dump = new TreeMap<>();
        for (Definition d : Definition.all()) {
            if (d.apiType == null) {
                Schema[] schemas = (Schema[]) d.type.getField("SCHEMAS").get(null);
                for (int v = 0; v < schemas.length; v++) if (schemas[v] != null) dump.put(id(d.name, v), text(schemas[v]));
                continue;
            }
            ApiMessageType t = d.apiType;
            Schema[] schemas = d.dir.equals("request") ? t.requestSchemas() : t.responseSchemas();
            for (int v = t.lowestSupportedVersion(); v <= t.highestSupportedVersion(true); v++) {
                if (schemas[v] != null) dump.put(id(d.name, v), text(schemas[v]) + " h" + d.headerVersion(v));
            }
        }
        return dump;
    }

    static SortedMap<String, String> read(String file) throws IOException {
        SortedMap<String, String> dump = new TreeMap<>();
        for (String line : Files.readAllLines(Paths.get(file))) {
            String[] parts = line.split(" ", 3);
            dump.put(parts[0] + " " + parts[1], parts[2]);
        }
        return dump;
    }

    /** Whether two schema texts mean the same bytes: field names do not matter, and older classes do not tell what may be null. */
    static boolean sameWire(String a, String b) {
        return wire(a).equals(wire(b));
    }

    private static String wire(String s) {
        return s.replaceAll("[a-z0-9_]+:", "").replace("?{", "{").replace("NULLABLE_RECORDS", "RECORDS");
    }

    private static String text(Type t) {
        if (t instanceof TaggedFields tagged) {
            StringBuilder b = new StringBuilder("<");
            fields(tagged).forEach((tag, f) -> b.append(tag).append('=').append(f.name).append(':').append(text(f.type)).append(' '));
            return b.append('>').toString();
        }
        if (t instanceof Schema schema) {
            StringBuilder b = new StringBuilder(t.getClass().getSimpleName().equals("NullableSchema") ? "?{" : "{");
            for (BoundField f : schema.fields()) {
                b.append(f.def.type instanceof TaggedFields ? "" : f.def.name + ":").append(text(f.def.type)).append(' ');
            }
            return b.append('}').toString();
        }
        Type.DocumentedType d = (Type.DocumentedType) t;
        if (!d.isArray()) return d.typeName();
        String compact = t.getClass().getSimpleName().startsWith("Compact") ? "C" : "";
        return compact + "[" + text(t.arrayElementType().get()) + "]" + (t.isNullable() ? "?" : "");
    }

    @SuppressWarnings("unchecked")
    private static SortedMap<Integer, Field> fields(TaggedFields t) {
        try {
            java.lang.reflect.Field f = TaggedFields.class.getDeclaredField("fields");
            f.setAccessible(true);
            return new TreeMap<>((Map<Integer, Field>) f.get(t));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
