package io.maidian.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;

class EventScannerTest {
    private static final int RECORDS = 20_000;
    private static final Upload UPLOAD = new Upload("a", new RequestId(1, 2, 3), null);
    private static final List<String> PLAIN =
            List.of(
                    "a",
                    "苹果",
                    "😀",
                    "",
                    "?",
                    "exactly8",
                    "longer than eight bytes",
                    "é".repeat(30),
                    "x".repeat(255),
                    "{n:");
    private static final List<String> ESCAPED =
            List.of("with \"quotes\"", "back\\slash", "a tab\t");

    private final UploadReader parsers = new UploadReader();
    private final EventScanner scanner = new EventScanner();
    private final Random random = new Random(20_261_201);

    @Test
    void anEventIsReadAsAJsonParserReadsIt() {
        int scanned = 0;
        for (int i = 0; i < RECORDS; i++) {
            ByteBuffer record = record(event());
            Event found = scanner.event(record, UPLOAD, i);
            if (found != null) {
                scanned++;
                assertThat(found).isEqualTo(parsed(record, i));
            }
        }
        // All but those with something escaped or unusual: this is what makes it fast.
        assertThat(scanned).isBetween(RECORDS / 4, RECORDS);
    }

    @Test
    void anOrdinaryEventIsNotLeftToTheParser() {
        String event =
                "{\"n\":\"BuyProduct\",\"cs1\":\"9128391\",\"u\":\"v\",\"id\":\"i\",\"tm\":1795431440000,\"time\":1795431440001,\"num\":1,\"var\":{\"product_name\":\"苹果\",\"product_price\":14.5,\"n\":-3}}";
        ByteBuffer record = ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8));

        assertThat(scanner.event(record, UPLOAD, 7)).isEqualTo(parsed(record, 7)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\"}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":1,}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":1.}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":1.5E3}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":1E3}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":true}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"var\":{\"a\":9223372036854775807}}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1,\"new\":2}",
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":-1}",
                "{\"cs1\":\"u\",\"n\":\"a\",\"tm\":1}",
                "{\"n\":\"\\u006\",\"cs1\":\"u\",\"tm\":1}",
                "{\"n\":\"a\",\"cs1\":\"u",
                "{\"n\":\"a",
                "{}",
                ""
            })
    void whatHasAnotherFormIsLeftToTheParser(String record) {
        ByteBuffer payload = ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));

        assertThat(scanner.event(payload, UPLOAD, 0)).isNull();
    }

    @Test
    void aRecordIsNotReadPastItsEnd() {
        byte[] two =
                "{\"n\":\"a\",\"cs1\":\"u\",\"tm\":1}".repeat(2).getBytes(StandardCharsets.UTF_8);
        for (int end = 0; end < two.length / 2; end++) {
            assertThat(scanner.event(ByteBuffer.wrap(two, 0, end), UPLOAD, 0)).isNull();
        }
        ByteBuffer first = ByteBuffer.wrap(two, 0, two.length / 2);
        assertThat(scanner.event(first, UPLOAD, 0)).isEqualTo(parsed(first, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ai\":\"a\",\"received\":1795431440000}",
                "{\"ai\":\"a\",\"received\":1795431440000,\"stm\":5}",
                "{\"ai\":\"a\",\"received\":1795431440000,\"stm\":5,\"retry\":\"AAAAAAAAAAAAAAAAAAAAAA\"}"
            })
    void anUploadIsReadAsAJsonParserReadsIt(String record) {
        ByteBuffer payload = ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));
        LogPosition group = new LogPosition(77);

        try (JsonParser json = parsers.object(payload)) {
            assertThat(scanner.head(payload, group, 2)).isEqualTo(UploadHead.read(json, group, 2));
        }
    }

    private Event parsed(ByteBuffer record, int index) {
        try (JsonParser json = parsers.object(record)) {
            return UploadReader.event(json, UPLOAD, index);
        }
    }

    private static ByteBuffer record(EventRecord event) {
        UploadRecords.Entry entry = UploadRecords.entry("a", 1, null, null, 100);
        entry.add(event);
        ByteBuffer framed = ByteBuffer.allocate(entry.batch().length());
        for (ByteBuffer piece : entry.batch().pieces()) {
            framed.put(piece);
        }
        framed.flip();
        // The second record, behind the upload's.
        int begin = LogBatch.RECORD_HEADER_BYTES + framed.getInt(1) + LogBatch.RECORD_HEADER_BYTES;
        return framed.slice(begin, framed.limit() - begin);
    }

    private EventRecord event() {
        long tm = random.nextLong() >>> random.nextInt(20, 64);
        return new EventRecord(
                text(),
                text(),
                random.nextBoolean() ? text() : null,
                random.nextBoolean() ? text() : null,
                random.nextBoolean() ? tm : tm + 1,
                tm,
                random.nextBoolean() ? value() : null,
                variables(),
                random.nextInt(10) == 0 ? List.of(new Finding("c", "/0", "g")) : List.of());
    }

    private List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            variables.add(new Variable(text() + i, value()));
        }
        return variables;
    }

    private String text() {
        return any(random.nextInt(20) == 0 ? ESCAPED : PLAIN)
                + (random.nextBoolean() ? "" : Integer.toString(random.nextInt()));
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private Value value() {
        return switch (random.nextInt(6)) {
            case 0 -> new Value.Whole(random.nextLong() >> random.nextInt(64));
            case 1 -> new Value.Decimal(random.nextInt() / 100.0);
            case 2 -> new Value.Decimal(random.nextLong() / 1e3);
            case 3 ->
                    new Value.Decimal(
                            (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-9, 20)));
            case 4 -> new Value.Decimal(-0.0);
            default -> new Value.Text(text());
        };
    }
}
