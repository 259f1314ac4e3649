import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.Arrays;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.Message;

/** Tells whether Kafka's encoder drops a field that a version lacks, or refuses the message. */
final class IgnorableFields {
    private IgnorableFields() {
    }

    static ArrayNode all() throws ReflectiveOperationException, IOException {
        ArrayNode all = Definition.JSON.createArrayNode();
        for (Definition d : Definition.all()) {
            Message m = d.fresh();
            for (int v = m.lowestSupportedVersion(); v <= m.highestSupportedVersion(); v++) {
                for (JsonNode f : d.fields()) if (!Definition.in(f.get("versions"), v)) add(all, d, v, f);
            }
        }
        return all;
    }

    private static void add(ArrayNode all, Definition d, int version, JsonNode f) throws ReflectiveOperationException {
        int other = nearestVersion(d, version, f);
        if (other < 0) return;
        String name = f.get("name").asText();
        Message m = d.fresh();
        ArrayNode one = Definition.JSON.createArrayNode().add(f);
        // the first value may be the default
        for (int again = 0; again < 2 && m.equals(d.fresh()); again++) {
            new RandomMessage(version * 31L + name.hashCode() + again, "full", d, other).fill(m, one, 0, "");
        }
        if (m.equals(d.fresh())) return;
        String outcome = outcome(d, m, version);
        if (f.path("ignorable").asBoolean() != outcome.equals("dropped")) {
            throw new IllegalStateException(d.name + " v" + version + " " + name + " is " + outcome + ", against its definition");
        }
        all.addObject().put("message", d.name).put("version", version).put("field", name).put("nonDefault", outcome);
    }

    private static String outcome(Definition d, Message m, int version) throws ReflectiveOperationException {
        try {
            return Arrays.equals(Codec.encode(m, version), Codec.encode(d.fresh(), version)) ? "dropped" : "written";
        } catch (UnsupportedVersionException e) {
            return "refused";
        }
    }

    /** The nearest higher version that has the field, else the nearest lower one, else -1. */
    private static int nearestVersion(Definition d, int version, JsonNode f) throws ReflectiveOperationException {
        Message m = d.fresh();
        for (int v = version; v <= m.highestSupportedVersion(); v++) if (Definition.in(f.get("versions"), v)) return v;
        for (int v = version; v >= m.lowestSupportedVersion(); v--) if (Definition.in(f.get("versions"), v)) return v;
        return -1;
    }
}
