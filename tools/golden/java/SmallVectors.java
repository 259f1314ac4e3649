import com.fasterxml.jackson.databind.node.*;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.apache.kafka.common.utils.internals.Crc32C;

/**
 * Vectors of murmur2 and partitions, CRC-32C and CRC-32, varints, SCRAM, and of fields that a
 * version lacks.
 *
 * Usage: java SmallVectors SEED FOLDER
 */
final class SmallVectors {
    private static final String[] KEYS = {
        "a", "ab", "abc", "abcd", "abcde", "21", "foobar", "a-little-bit-long-string", "a-little-bit-longer-string",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", "ключ", "鍵", "🔑", "é", "e\u0301", "日本語のキー", "\u0000", "null"
    };
    private static final int[] PARTITION_COUNTS = {1, 2, 3, 6, 10, 12, 50, 100, 1000};

    private SmallVectors() {
    }

    public static void main(String[] args) throws Exception {
        Random random = new Random(Long.parseLong(args[0]));
        Path folder = Paths.get(args[1]);
        write(folder.resolve("murmur2.json"), murmur2(random));
        write(folder.resolve("crc.json"), crc(random));
        write(folder.resolve("varint.json"), varint(random));
        write(folder.resolve("scram.json"), ScramVectors.all(random));
        write(folder.resolve("ignorable.json"), IgnorableFields.all());
    }

    private static ArrayNode murmur2(Random random) {
        List<byte[]> keys = new ArrayList<>();
        keys.add(new byte[0]);
        for (String s : KEYS) keys.add(s.getBytes(StandardCharsets.UTF_8));
        keys.add(new byte[] {'a', 'b', 'c', 0});
        keys.add(new byte[] {-1, -1, -1, -1});
        keys.add(new byte[] {-128, 127, 0, -1, 1});
        for (int i = 1; i < 130; i++) keys.add(noise(i, random));
        for (int i = 0; i < 60; i++) keys.add(noise(1 + random.nextInt(40), random));
        ArrayNode all = Definition.JSON.createArrayNode();
        for (byte[] key : keys) {
            int hash = Utils.murmur2(key);
            ObjectNode n = all.addObject();
            n.put("key", hex(key)).put("murmur2", hash).put("positive", Utils.toPositive(hash));
            ObjectNode partition = n.putObject("partition");
            for (int count : PARTITION_COUNTS) partition.put("" + count, BuiltInPartitioner.partitionForKey(key, count));
        }
        return all;
    }

    private static ArrayNode crc(Random random) {
        byte[] ones = new byte[32], ascending = new byte[32];
        Arrays.fill(ones, (byte) -1);
        for (int i = 0; i < 32; i++) ascending[i] = (byte) i;
        List<byte[]> data = new ArrayList<>(List.of(new byte[0], new byte[1], "123456789".getBytes(StandardCharsets.UTF_8), new byte[32],
            "日本語🔑".getBytes(StandardCharsets.UTF_8), ones, ascending));
        for (int i = 1; i < 70; i++) data.add(noise(i, random));
        for (int length : new int[] {255, 256, 257, 1000, 4096, 8193}) data.add(noise(length, random));
        ArrayNode all = Definition.JSON.createArrayNode();
        for (byte[] d : data) {
            CRC32 crc32 = new CRC32();
            crc32.update(d);
            all.addObject().put("data", hex(d)).put("crc32c", Crc32C.compute(d, 0, d.length)).put("crc32", crc32.getValue());
        }
        return all;
    }

    private static ArrayNode varint(Random random) {
        SortedSet<Long> values = new TreeSet<>(List.of(0L, Long.MAX_VALUE, Long.MIN_VALUE, (long) Integer.MAX_VALUE,
            (long) Integer.MIN_VALUE, Integer.MAX_VALUE + 1L, Integer.MIN_VALUE - 1L));
        for (int bits = 1; bits < 63; bits++) for (long d = -1; d <= 1; d++) {
            values.add((1L << bits) + d);
            values.add(-(1L << bits) + d);
        }
        for (int i = 0; i < 40; i++) values.add(random.nextLong() >> random.nextInt(64));
        ArrayNode all = Definition.JSON.createArrayNode();
        for (long v : values) {
            ObjectNode n = all.addObject();
            n.put("value", "" + v).put("varlong", written(b -> ByteUtils.writeVarlong(v, b)));
            if (v == (int) v) n.put("varint", written(b -> ByteUtils.writeVarint((int) v, b)));
            if (v >= 0 && v <= 0xffffffffL) n.put("unsignedVarint", written(b -> ByteUtils.writeUnsignedVarint((int) v, b)));
        }
        return all;
    }

    private static String written(Consumer<ByteBuffer> write) {
        ByteBuffer b = ByteBuffer.allocate(12);
        write.accept(b);
        return hex(Arrays.copyOf(b.array(), b.position()));
    }

    private static byte[] noise(int length, Random random) {
        byte[] b = new byte[length];
        random.nextBytes(b);
        return b;
    }

    private static String hex(byte[] b) {
        return HexFormat.of().formatHex(b);
    }

    /** Writes one element per line. */
    private static void write(Path file, ArrayNode all) throws IOException {
        StringJoiner lines = new StringJoiner(",\n", "[\n", "\n]\n");
        for (int i = 0; i < all.size(); i++) lines.add(Definition.JSON.writeValueAsString(all.get(i)));
        Files.writeString(file, lines.toString());
        System.err.println(file.getFileName() + ": lines " + all.size());
    }
}
