package io.maidian.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RejectionId;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.log.UploadSummary.EventFinding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadRecordsTest {
    private static final Finding TRIMMED = new Finding("n.trimmed", "/0/n", "\" Buy\\u0009\"");
    private static final Finding COLON = new Finding("cs1.colon", "/1/cs1", "\"a:b\"");
    private static final String RAW = "{\"cs1\":\"a:b\",\n\t\"n\":\"购买\\\\\"}";
    private static final Finding TRUNCATED = new Finding("body.truncated", "", "\"1:2 [▶\"");

    private static final EventRecord FULL =
            new EventRecord(
                    "Buy",
                    "用户\"1\"",
                    "visitor",
                    "id-1",
                    1_795_431_440_000L,
                    1_795_431_439_000L,
                    new Value.Decimal(0.5),
                    List.of(
                            new Variable("name", new Value.Text("苹果😀\u0001")),
                            new Variable("price", new Value.Whole(Long.MIN_VALUE)),
                            new Variable("max", new Value.Whole(Long.MAX_VALUE)),
                            new Variable("rate", new Value.Decimal(0.1)),
                            new Variable("whole", new Value.Decimal(20)),
                            new Variable("tiny", new Value.Decimal(Double.MIN_VALUE))),
                    List.of(TRIMMED));
    private static final EventRecord PLAIN =
            new EventRecord("Buy", "u", null, null, 1, 1, null, List.of(), List.of());

    @Test
    void whatIsWrittenIsTheDocumentedForm() throws IOException {
        assertThat(lines(uploadOfAll(null))).isEqualTo(golden());
        assertThat(lines(refusedUpload())).isEqualTo(goldenOfRefused());
    }

    @Test
    void theFirstVersionIsRead() throws IOException {
        LogGroup group =
                new LogGroup(
                        new LogPosition(4_096),
                        new LogPosition(8_192),
                        List.of(entry(0, golden()), entry(1, goldenOfRefused())));

        assertThat(UploadRecords.decode(List.of(group))).isEqualTo(expected());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        LogGroup group =
                new LogGroup(
                        new LogPosition(4_096),
                        new LogPosition(8_192),
                        List.of(
                                entry(0, lines(uploadOfAll(null))),
                                entry(1, lines(refusedUpload()))));

        assertThat(UploadRecords.decode(List.of(group))).isEqualTo(expected());
        assertThat(UploadRecords.decode(List.of()).isEmpty()).isTrue();
    }

    @Test
    void whatIsDecidedAboutRejectedEventsIsWrittenAndReadInTheDocumentedForm() throws IOException {
        assertThat(lines(decisions())).isEqualTo(goldenLines().subList(6, 10));
        LogPosition start = new LogPosition(9_000);
        LogGroup group =
                new LogGroup(start, start, List.of(entry(0, goldenLines().subList(6, 10))));

        EventBatch batch = UploadRecords.decode(List.of(group));

        String ai = "91d3b3a5c0e6f0ab";
        long at = 1_795_431_450_000L;
        assertThat(batch.events()).isEmpty();
        assertThat(batch.changes())
                .containsExactly(
                        new QuarantineChange.Replayed(
                                event(new Upload(ai, REJECTED.upload(), 5L), 1, MENDED), at),
                        new QuarantineChange.Discarded(ai, LEFT, at),
                        new QuarantineChange.Restored(ai, LEFT, at));
        assertThat(UploadRecords.summaries(group, 9)).isEmpty();
    }

    @Test
    void aRejectedEventOfAFloodIsKeptWithoutItsText() throws IOException {
        UploadRecords.Entry entry = UploadRecords.entry("p", 1_795_431_440_125L, null, null, 100);
        Finding reason = new Finding("cs1.colon", "/0/cs1", "\"a:b\"");
        entry.add(new RejectedRecord(reason, "购买", null, null));
        assertThat(lines(entry.batch())).isEqualTo(goldenLines().subList(10, 12));

        EventBatch batch = decode(entry(1, goldenLines().subList(10, 12)));

        assertThat(batch.rejected().getFirst().raw()).isNull();
        assertThat(batch.rejected().getFirst().reason()).isEqualTo(reason);
    }

    private static final RejectionId REJECTED =
            new RejectionId(new RequestId(1_795_431_440_123L, 4_096, 0), 1);
    private static final RejectionId LEFT = new RejectionId(REJECTED.upload(), 3);
    private static final EventRecord MENDED =
            new EventRecord(
                    "购买",
                    "a",
                    null,
                    null,
                    8,
                    7,
                    null,
                    List.of(new Variable("price", new Value.Whole(14))),
                    List.of());

    private static LogBatch decisions() {
        UploadRecords.Entry entry =
                UploadRecords.entry("91d3b3a5c0e6f0ab", 1_795_431_450_000L, null, null, 100);
        entry.addReplayed(REJECTED, 5L, MENDED);
        entry.addDiscarded(LEFT);
        entry.addRestored(LEFT);
        return entry.batch();
    }

    @Test
    void theAnswerOfAnUploadIsReadBackWhereItHasARetryIdentity() throws IOException {
        RetryIdentity retry = new RetryIdentity(-1, 0x0123_4567_89ab_cdefL);
        List<String> lines = lines(uploadOfAll(retry));
        assertThat(lines.getFirst())
                .isEqualTo(
                        "1 {\"ai\":\"91d3b3a5c0e6f0ab\",\"received\":1795431440123,\"stm\":5,"
                                + "\"retry\":\"__________8BI0VniavN7w\"}");
        LogGroup group =
                new LogGroup(
                        new LogPosition(4_096),
                        new LogPosition(8_192),
                        List.of(entry(0, lines(refusedUpload())), entry(1, lines)));

        RequestId id = new RequestId(1_795_431_440_123L, 4_096, 1);
        EventFinding warning = new EventFinding(0, false, TRIMMED);
        assertThat(UploadRecords.summaries(group, 100))
                .containsExactly(
                        new UploadSummary(
                                retry,
                                id,
                                2,
                                1,
                                1,
                                List.of(warning, new EventFinding(1, true, COLON)),
                                false,
                                List.of(),
                                0));
        assertThat(UploadRecords.summaries(group, 1))
                .containsExactly(
                        new UploadSummary(
                                retry, id, 2, 1, 1, List.of(warning), true, List.of(), 0));
        assertThat(UploadRecords.receivedMillis(group)).isEqualTo(1_795_431_440_124L);
        assertThat(UploadRecords.decode(List.of(group)).events()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 {\"ai\":\"a\",\"received\":5,\"retry\":\"__________8BI0VniavN7w\"}",
                "1 {\"ai\":\"a\",\"received\":5,\"stm\":7,\"retry\":\"__________8BI0VniavN7w\"}",
                "1 {\"ai\":\"a\",\"received\":5,\"retry\":\"__________8BI0VniavN7w\",\"later\":{}}",
                "1 {\"later\":1,\"ai\":\"a\\n\",\"retry\":\"__________8BI0VniavN7w\",\"received\":5}",
                "1 {\"ai\":\"a\\\"\",\"received\":5,\"retry\":\"__________8BI0VniavN7w\"}",
            })
    void theAnswerIsReadBackWhateverTheUploadHasBeside(String upload) throws IOException {
        LogGroup group =
                new LogGroup(
                        LogPosition.START, new LogPosition(9), List.of(entry(0, List.of(upload))));

        assertThat(UploadRecords.receivedMillis(group)).isEqualTo(5);
        assertThat(UploadRecords.summaries(group, 1))
                .extracting(UploadSummary::retry)
                .containsExactly(new RetryIdentity(-1, 0x0123_4567_89ab_cdefL));
    }

    @Test
    void duplicatesTakeUpTheirPlacesBetweenTheOtherEvents() throws IOException {
        String upload =
                "1 {\"ai\":\"a\",\"received\":5,\"retry\":\"__________8BI0VniavN7w\",\"duplicates\":["
                        + "{\"index\":0,\"id\":\"i0\",\"n\":\"Buy\",\"cs1\":\"u\"},"
                        + "{\"index\":2,\"id\":\"i2\",\"n\":\"Pay\",\"cs1\":\"v\",\"later\":1}]}";
        String event = "2 {\"n\":\"Buy\",\"cs1\":\"u\",\"tm\":7}";
        String rejected =
                "3 {\"code\":\"n.missing\",\"pointer\":\"/3/n\",\"got\":\"\",\"raw\":\"{}\"}";
        LogGroup group =
                new LogGroup(
                        LogPosition.START,
                        new LogPosition(9),
                        List.of(entry(0, List.of(upload, event, rejected, event))));

        EventBatch batch = UploadRecords.decode(List.of(group));
        assertThat(batch.events()).extracting(Event::index).containsExactly(1, 4);
        assertThat(batch.rejected()).extracting(RejectedEvent::index).containsExactly(3);
        Upload of = new Upload("a", new RequestId(5, 0, 0), null);
        DuplicateEvent first = new DuplicateEvent(of, 0, "i0", "Buy", "u");
        DuplicateEvent second = new DuplicateEvent(of, 2, "i2", "Pay", "v");
        assertThat(batch.duplicates()).containsExactly(first, second);

        UploadSummary summary = UploadRecords.summaries(group, 9).getFirst();
        assertThat(summary.duplicates()).containsExactly(first, second);
        assertThat(summary.findings()).extracting(EventFinding::index).containsExactly(3);

        LoggedUpload whole =
                Objects.requireNonNull(UploadRecords.upload(group, 0, 0, Integer.MAX_VALUE));
        assertThat(whole.events()).isEqualTo(batch.events());
        assertThat(whole.rejectedEvents()).isEqualTo(batch.rejected());
        assertThat(whole.duplicates()).containsExactly(first, second);
        assertThat(whole.received()).isEqualTo(5);
        LoggedUpload page = Objects.requireNonNull(UploadRecords.upload(group, 0, 2, 2));
        assertThat(page.events()).isEmpty();
        assertThat(page.rejectedEvents()).isEqualTo(batch.rejected());
        assertThat(page.duplicates()).containsExactly(second);
        assertThat(page.accepted()).isEqualTo(2);
        assertThat(page.duplicate()).isEqualTo(2);
        assertThat(UploadRecords.upload(group, 1, 0, 9)).isNull();
    }

    @Test
    void membersOfANewerVersionAreSkipped() throws IOException {
        List<String> lines =
                List.of(
                        "1 {\"new\":{\"a\":[1]},\"ai\":\"a\",\"received\":5}",
                        "2 {\"n\":\"Buy\",\"later\":[{}],\"cs1\":\"u\",\"tm\":7}");
        EventBatch batch = decode(entry(0, lines));

        assertThat(batch.events().getFirst().eventMillis()).isEqualTo(7);
        assertThat(batch.events().getFirst().upload().sentMillis()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2 {\"n\":\"Buy\",\"cs1\":\"u\",\"tm\":7}",
                "1 {\"ai\":\"a\"}",
                "1 {\"received\":5}",
                "1 []",
                "1 {\"ai\":\"a\",",
                "1 {\"ai\":\"a\",\"received\":5}|1 {\"ai\":\"a\",\"received\":5}",
                "1 {\"ai\":\"a\",\"received\":5}|2 {\"n\":\"Buy\",\"tm\":7}",
                "1 {\"ai\":\"a\",\"received\":5}|2 {\"n\":\"Buy\",\"cs1\":\"u\",\"tm\":7,\"var\":{\"a\":null}}",
                "1 {\"ai\":\"a\",\"received\":5}|2 {\"n\":\"Buy\",\"cs1\":\"u\",\"tm\":7,\"var\":{\"a\":1e999}}",
                "1 {\"ai\":\"a\",\"received\":5}|3 {\"code\":\"x\",\"pointer\":\"\",\"raw\":\"\"}",
                "1 {\"ai\":\"a\",\"received\":5}|5 {\"n\":\"Buy\",\"cs1\":\"u\",\"tm\":7}",
                "1 {\"ai\":\"a\",\"received\":5}|6 {\"of\":\"x-1\"}",
                "1 {\"ai\":\"a\",\"received\":5}|6 {\"of\":\"01M840V7QV0000000000800000-99999999999\"}",
                "1 {\"ai\":\"a\",\"received\":5}|7 {}"
            })
    void aRecordOfAnotherFormIsAnErrorThatNamesItsPlace(String lines) {
        LogEntry entry = entry(3, List.of(lines.split("\\|")));

        assertThatIOException()
                .isThrownBy(() -> decode(entry))
                .withMessageContaining("4096, entry 3");
    }

    private static EventBatch decode(LogEntry entry) throws IOException {
        LogPosition start = new LogPosition(4_096);
        return UploadRecords.decode(
                List.of(new LogGroup(start, new LogPosition(8_192), List.of(entry))));
    }

    private static EventBatch expected() {
        Upload upload =
                new Upload("91d3b3a5c0e6f0ab", new RequestId(1_795_431_440_123L, 4_096, 0), 5L);
        Upload refused = new Upload("p", new RequestId(1_795_431_440_124L, 4_096, 1), null);
        return new EventBatch(
                List.of(event(upload, 0, FULL), event(upload, 2, PLAIN)),
                List.of(new RejectedEvent(upload, 1, COLON, "购买", "a:b", RAW)),
                List.of(new RefusedUpload(refused, TRUNCATED, "[")));
    }

    private static Event event(Upload upload, int index, EventRecord record) {
        return new Event(
                upload,
                index,
                record.key(),
                record.user(),
                record.visitUser(),
                record.id(),
                record.eventMillis(),
                record.clientMillis(),
                record.num(),
                record.variables(),
                record.warnings());
    }

    private static LogBatch uploadOfAll(@Nullable RetryIdentity retry) {
        UploadRecords.Entry entry =
                UploadRecords.entry("91d3b3a5c0e6f0ab", 1_795_431_440_123L, 5L, retry, 100);
        entry.add(FULL);
        ByteBuffer raw = ByteBuffer.wrap(("[" + RAW + "]").getBytes(StandardCharsets.UTF_8));
        entry.add(new RejectedRecord(COLON, "购买", "a:b", raw.slice(1, raw.limit() - 2)));
        entry.add(PLAIN);
        return entry.batch();
    }

    private static LogBatch refusedUpload() {
        UploadRecords.Entry entry = UploadRecords.entry("p", 1_795_431_440_124L, null, null, 100);
        entry.addRefused(TRUNCATED, "[");
        return entry.batch();
    }

    private static List<String> lines(LogBatch batch) {
        List<String> lines = new ArrayList<>();
        ByteBuffer framed = ByteBuffer.allocate(batch.length());
        for (ByteBuffer piece : batch.pieces()) {
            framed.put(piece);
        }
        framed.flip();
        while (framed.hasRemaining()) {
            byte kind = framed.get();
            byte[] payload = new byte[framed.getInt()];
            framed.get(payload);
            lines.add(kind + " " + new String(payload, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static LogEntry entry(int ordinal, List<String> lines) {
        List<LogRecord> records = new ArrayList<>();
        for (String line : lines) {
            RecordKind kind =
                    Objects.requireNonNull(RecordKind.of(Byte.parseByte(line.substring(0, 1))));
            byte[] payload = line.substring(2).getBytes(StandardCharsets.UTF_8);
            records.add(new LogRecord(kind, ByteBuffer.wrap(payload).asReadOnlyBuffer()));
        }
        return new LogEntry(ordinal, records);
    }

    private static List<String> golden() throws IOException {
        return goldenLines().subList(0, 4);
    }

    private static List<String> goldenOfRefused() throws IOException {
        return goldenLines().subList(4, 6);
    }

    /** One record a line: its kind's code and its payload. */
    private static List<String> goldenLines() throws IOException {
        try (InputStream in =
                UploadRecordsTest.class.getResourceAsStream("/golden/log-records-v1.golden")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }
}
