import java.util.*;
import org.apache.kafka.common.Uuid;

/** A seeded source of values of every primitive type: common values and edge cases. */
final class RandomValues {
    private static final String[] PIECES = {
        "topic", "group-", "a", ".", "_", "0", "ä", "é", "ß", "Ω", "д", "中", "文", "日本", "ก", "한", "😀", "𝄞",
        "\u0000", "\n", "\"", "\\", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "e\u0301"
    };
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.5, -1.5, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, Double.MIN_NORMAL, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY, Double.NaN, 0.1, 1e21, 9007199254740993.0
    };
    final Random random;
    private final String kind;
    /** How many more bytes the message may get. */
    private int budget;

    RandomValues(long seed, String kind) {
        random = new Random(seed);
        this.kind = kind;
        budget = kind.equals("random") ? 1500 : 900;
    }

    boolean chance(double p) {
        return random.nextDouble() < p;
    }

    boolean choosesNull() {
        return kind.equals("nulls") || kind.equals("random") && chance(.25) || kind.equals("edge") && chance(.4);
    }

    /** How many elements an array gets. */
    int count(int depth) {
        if (kind.equals("edge")) return chance(.4) ? 0 : 1;
        if (budget < 0) return kind.equals("random") ? 0 : 1;
        if (kind.equals("random")) return random.nextInt(depth == 0 ? 4 : 3);
        return 1 + random.nextInt(depth == 0 ? 3 : 2);
    }

    /** A value of a type that is neither an array nor a struct. It is a byte[] for bytes and records. */
    Object primitive(String type) {
        switch (type) {
            case "bool": budget--; return random.nextBoolean();
            case "int8": budget--; return (byte) number(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "int16": budget -= 2; return (short) number(Short.MIN_VALUE, Short.MAX_VALUE);
            case "uint16": budget -= 2; return (int) number(0, 65535);
            case "int32": budget -= 4; return (int) number(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "uint32": budget -= 4; return number(0, 4294967295L);
            case "int64": budget -= 8; return number(Long.MIN_VALUE, Long.MAX_VALUE);
            case "float64": budget -= 8; return float64();
            case "uuid": budget -= 16; return uuid();
            case "string": { String s = string(); budget -= s.length() + 2; return s; }
            case "bytes": case "records": { byte[] b = bytes(); budget -= b.length + 2; return b; }
            default: throw new IllegalStateException("no type " + type);
        }
    }

    String string() {
        if (kind.equals("edge")) return edgeString();
        StringBuilder b = new StringBuilder();
        int n = chance(.08) ? 0 : 1 + random.nextInt(6);
        for (int i = 0; i < n; i++) {
            b.append(chance(.45) ? String.valueOf((char) ('a' + random.nextInt(26))) : PIECES[random.nextInt(PIECES.length)]);
        }
        return b.toString();
    }

    /** Ascending tags that no field of the struct has: next to its own tags, and where the varint needs one more byte. */
    SortedSet<Integer> tags(int from) {
        SortedSet<Integer> tags = new TreeSet<>();
        // Java's own writer refuses Integer.MAX_VALUE
        int[] c = {from, from + 1, 127, 128, 16383, 16384, 1000 + random.nextInt(100000), Integer.MAX_VALUE - 1};
        for (int i = 1 + random.nextInt(3); i > 0; i--) tags.add(c[random.nextInt(c.length)]);
        return tags;
    }

    byte[] tagBytes() {
        return filled(chance(.15) ? 0 : chance(.05) ? 130 : 1 + random.nextInt(8));
    }

    private String edgeString() {
        switch (random.nextInt(8)) {
            case 0: case 1: case 2: return "";
            case 3: case 4: return "x".repeat(126 + random.nextInt(3)); // the length that needs a second varint byte
            case 5: return "é".repeat(63) + (random.nextBoolean() ? "" : "z"); // as many bytes in fewer characters
            case 6: return "😀";
            default: return budget < 0 || !chance(.05) ? "\uffff" : "y".repeat(16382 + random.nextInt(3));
        }
    }

    private byte[] bytes() {
        if (kind.equals("edge")) return filled(chance(.5) ? 0 : 126 + random.nextInt(3));
        return filled(chance(.1) ? 0 : 1 + random.nextInt(12));
    }

    private byte[] filled(int length) {
        byte[] b = new byte[length];
        random.nextBytes(b);
        return b;
    }

    private long number(long min, long max) {
        if (kind.equals("edge") || chance(.25)) {
            long[] corners = {min, max, min, max, min + 1, max - 1, 0, Math.max(min, -1), 1};
            return corners[random.nextInt(kind.equals("edge") ? 4 : corners.length)];
        }
        if (chance(.4)) return random.nextInt(120);
        if (min == Long.MIN_VALUE) return chance(.3) ? (1L << 53) + random.nextInt(1000) : random.nextLong();
        return min + (long) (random.nextDouble() * (double) (max - min + 1));
    }

    private double float64() {
        return kind.equals("edge") || chance(.5) ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian() * 1e6;
    }

    private Uuid uuid() {
        if (chance(.1)) return Uuid.ZERO_UUID;
        return kind.equals("edge") && chance(.5) ? new Uuid(-1L, -1L) : new Uuid(random.nextLong(), random.nextLong());
    }
}
