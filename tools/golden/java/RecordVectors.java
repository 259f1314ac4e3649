import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.*;

/**
 * Record batches (magic 2) and message sets (magic 0 and 1) by Kafka's own MemoryRecordsBuilder,
 * with what Kafka reads from them.
 *
 * Usage: java RecordVectors SEED FILE
 */
final class RecordVectors {
    private static final long T = BatchSpec.T;
    private final Writer out;
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int lines;

    private RecordVectors(Writer out) {
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        long seed = Long.parseLong(args[0]);
        try (Writer out = new OutputStreamWriter(new FileOutputStream(args[1]), StandardCharsets.UTF_8)) {
            RecordVectors vectors = new RecordVectors(out);
            for (int magic = 0; magic <= 2; magic++) for (CompressionType codec : codecs(magic)) {
                vectors.ofCodec(magic, codec, new Random(seed * 31 + magic * 7 + codec.id));
            }
            new ControlVectors(vectors).all();
            vectors.mixed();
            System.err.println("record vectors: lines " + vectors.lines + " " + vectors.kinds);
        }
    }

    void emit(String kind, int magic, String compression, byte[] bytes) throws IOException {
        ObjectNode n = RecordReader.JSON.createObjectNode();
        n.put("id", lines++).put("kind", kind).put("magic", magic).put("compression", compression);
        n.put("hex", HexFormat.of().formatHex(bytes)).setAll(RecordReader.read(bytes));
        out.write(RecordReader.JSON.writeValueAsString(n));
        out.write('\n');
        kinds.merge(kind, 1, Integer::sum);
    }

    private void emit(String kind, BatchSpec spec, SimpleRecord... records) throws IOException {
        emit(kind, spec.magic, spec.codec.name, spec.build(records));
    }

    /** Whether Kafka accepts the codec: it refuses zstd below magic 2. */
    private static List<CompressionType> codecs(int magic) {
        List<CompressionType> codecs = new ArrayList<>(List.of(CompressionType.values()));
        if (magic < 2) codecs.remove(CompressionType.ZSTD);
        return codecs;
    }

    private void ofCodec(int magic, CompressionType codec, Random random) throws IOException {
        small(magic, codec);
        big(magic, codec, random);
        for (int i = 0; i < 6; i++) random(magic, codec, random);
        damaged(magic, codec);
        if (magic == 2) onlyV2(codec, random);
    }

    private void small(int magic, CompressionType codec) throws IOException {
        emit("single", new BatchSpec(magic, codec), record(T, "key", "value"));
        emit("three", new BatchSpec(magic, codec), record(T, "k1", "v1"), record(T + 5, "k2", "v2"), record(T + 5, "k3", "v3"));
        emit("null-key-value", new BatchSpec(magic, codec),
            record(T, null, "v"), record(T, "tombstone", null), record(T, null, null), record(T, "", ""));
        emit("multibyte", new BatchSpec(magic, codec), record(T, "ключ-鍵-🔑", "значение-値-💡\u0000\u007f"));
        emit("big-base-offset", new BatchSpec(magic, codec).base(9_000_000_000_000L), record(T, "a", "b"), record(T + 1, "c", "d"));
        if (magic > 0) {
            emit("timestamps", new BatchSpec(magic, codec), record(T, "a", "1"), record(T - 100_000, "b", "2"),
                record(T + 10_000_000_000L, "c", "3"), record(0, "d", "4"), record(RecordBatch.NO_TIMESTAMP, "e", "5"));
            emit("log-append-time", new BatchSpec(magic, codec).appendTime(T + 77).base(100), record(T, "a", "1"), record(T + 1, "b", "2"));
        }
        emit("offset-gaps", new BatchSpec(magic, codec).base(1000).offsets(1000, 1003, 1010, 1500),
            record(T, "a", "1"), record(T + 1, "b", "2"), record(T + 2, "c", "3"), record(T + 3, "d", "4"));
    }

    /** Sizes at which varints and block formats change. */
    private void big(int magic, CompressionType codec, Random random) throws IOException {
        int[] sizes = {63, 64, 65, 127, 128, 129, 8191, 8192};
        SimpleRecord[] sized = new SimpleRecord[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            byte[] key = BatchSpec.filled(sizes[i] > 200 ? 3 : sizes[i], 251, random);
            sized[i] = new SimpleRecord(T + i, key, BatchSpec.filled(sizes[i], 97, random));
        }
        emit("varint-boundaries", new BatchSpec(magic, codec), sized);
        SimpleRecord after = record(T + 1, "after", "x");
        SimpleRecord compressible = new SimpleRecord(T, BatchSpec.utf8("big"), BatchSpec.filled(150_000, 113, random));
        emit("big-compressible", new BatchSpec(magic, codec), compressible, after);
        if (codec != CompressionType.NONE) {
            SimpleRecord noise = new SimpleRecord(T, BatchSpec.utf8("rnd"), BatchSpec.filled(70_000, 0, random));
            emit("big-incompressible", new BatchSpec(magic, codec), noise, after);
        }
        SimpleRecord[] many = new SimpleRecord[300];
        for (int i = 0; i < many.length; i++) {
            many[i] = record(T + i * 3, i % 7 == 0 ? null : "k" + i, i % 11 == 0 ? null : "value-" + (i % 10));
        }
        emit("many", new BatchSpec(magic, codec), many);
    }

    private void random(int magic, CompressionType codec, Random random) throws IOException {
        BatchSpec spec = new BatchSpec(magic, codec).base(random.nextInt(1000000));
        if (magic == 2 && random.nextBoolean()) {
            spec.producer(Math.abs(random.nextLong() % 1000000), random.nextInt(Short.MAX_VALUE), random.nextInt(100000));
            spec.transactional(random.nextBoolean());
        }
        if (magic == 2) spec.leaderEpoch(random.nextInt(100) - 1);
        SimpleRecord[] records = new SimpleRecord[1 + random.nextInt(12)];
        for (int i = 0; i < records.length; i++) {
            Header[] headers = new Header[magic < 2 ? 0 : random.nextInt(4)];
            for (int j = 0; j < headers.length; j++) {
                String key = "h" + random.nextInt(3) + (random.nextBoolean() ? "é" : "");
                headers[j] = BatchSpec.header(key, random.nextInt(4) == 0 ? null : BatchSpec.filled(random.nextInt(10), 0, random));
            }
            long timestamp = T + random.nextInt(1000) - 500;
            byte[] key = random.nextInt(5) == 0 ? null : BatchSpec.filled(random.nextInt(20), 0, random);
            byte[] value = random.nextInt(6) == 0 ? null : BatchSpec.filled(random.nextInt(200), random.nextInt(3) * 5, random);
            records[i] = new SimpleRecord(timestamp, key, value, headers);
        }
        emit("random", spec, records);
    }

    /** Several batches in a row, then cut at many places, then with flipped bits. */
    private void damaged(int magic, CompressionType codec) throws IOException {
        byte[] one = new BatchSpec(magic, codec).build(record(T, "k0", "v0"), record(T + 1, "k1", "v1"));
        byte[] two = new BatchSpec(magic, codec).base(2).build(record(T + 2, "k2", "v2"), record(T + 3, "k3", null));
        byte[] three = new BatchSpec(magic, codec).base(4).build(record(T + 4, "k4", "v4".repeat(30)));
        byte[] all = BatchSpec.join(one, two, three);
        emit("multi", magic, codec.name, all);
        int n = three.length;
        for (int cut : new int[] {1, n - 62, n - 20, n - 12, n - 11, n - 5, n - 1, n + 1, n + two.length - 3}) {
            if (cut > 0 && cut < all.length) emit("truncated", magic, codec.name, Arrays.copyOf(all, all.length - cut));
        }
        byte[] last = all.clone();
        last[last.length - 1] ^= 1;
        emit("bad-crc-last", magic, codec.name, last);
        byte[] first = all.clone();
        first[one.length - 1] ^= 0x40;
        emit("bad-crc-first", magic, codec.name, first);
    }

    private void onlyV2(CompressionType codec, Random random) throws IOException {
        SimpleRecord a = record(T, "a", "1"), b = record(T, "b", "2");
        emit("headers", new BatchSpec(2, codec),
            record(T, "k", "v", BatchSpec.header("a", BatchSpec.utf8("1")), BatchSpec.header("a", BatchSpec.utf8("2")),
                BatchSpec.header("null", null), BatchSpec.header("empty", new byte[0]), BatchSpec.header("", BatchSpec.utf8("emptykey")),
                BatchSpec.header("ключ🔑", BatchSpec.utf8("日本"))),
            record(T, null, null, BatchSpec.header("only", BatchSpec.filled(200, 0, random))), record(T, "none", "none"));
        emit("idempotent", new BatchSpec(2, codec).producer(4000, 3, 17), a, b);
        BatchSpec wraps = new BatchSpec(2, codec).producer(Long.MAX_VALUE, Short.MAX_VALUE, Integer.MAX_VALUE - 1);
        emit("sequence-wraps", wraps.leaderEpoch(Integer.MAX_VALUE), a, b, record(T, "c", "3"), record(T, "d", "4"));
        emit("transactional", new BatchSpec(2, codec).producer(4000, 0, 0).transactional(true).leaderEpoch(9), a, b);
        emit("compacted", new BatchSpec(2, codec).base(50).lastOffset(80).offsets(55, 60), a, b);
        emit("delete-horizon", new BatchSpec(2, codec).deleteHorizon(T + 86_400_000L), a, record(T + 9, "gone", null));
        emit("delete-horizon-txn", new BatchSpec(2, codec).deleteHorizon(T + 5).producer(7, 1, 2).transactional(true).base(12), a);
        emit("interleaved-transactions", 2, codec.name, BatchSpec.join(
            new BatchSpec(2, codec).producer(1, 0, 0).transactional(true).build(a, b),
            new BatchSpec(2, codec).producer(2, 5, 10).transactional(true).base(2).build(record(T, "c", "3")),
            ControlVectors.endTransaction(3, 1, 1, 0, ControlRecordType.COMMIT, 4),
            ControlVectors.endTransaction(4, 1, 2, 5, ControlRecordType.ABORT, 4),
            new BatchSpec(2, codec).base(5).build(record(T, "p", "q"))));
    }

    /** Every codec and magic in one buffer, as an old log may hold them. */
    private void mixed() throws IOException {
        List<byte[]> parts = new ArrayList<>();
        long offset = 0;
        for (int magic = 0; magic <= 2; magic++) for (CompressionType codec : codecs(magic)) {
            parts.add(new BatchSpec(magic, codec).base(offset).build(
                record(T + offset, "k" + offset, "v" + offset), record(T + offset + 1, "k" + (offset + 1), "v" + (offset + 1))));
            offset += 2;
        }
        emit("mixed-magic-and-codec", -1, "mixed", BatchSpec.join(parts.toArray(new byte[0][])));
    }

    private static SimpleRecord record(long timestamp, String key, String value, Header... headers) {
        return BatchSpec.record(timestamp, key, value, headers);
    }
}
