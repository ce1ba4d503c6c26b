package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.event.Finding;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.log.RecordKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every rule, by what breaks it. */
class RuleTest {
    private static final String S255 = "x".repeat(255);
    private static final String S256 = "x".repeat(256);
    private static final String SHORT = "\"" + "x".repeat(98) + "…";
    private static final long NOW = IntakeFixture.NOW;
    private static final IntakeLimits SMALL = new IntakeLimits(900, 1_000, 3, 8, 3, 255);

    /**
     * What is sent and found.
     *
     * @param kept a part of the event's log record where it is a warning
     */
    record Row(
            Rule rule,
            UploadRequest request,
            String pointer,
            String got,
            String kept,
            Supplier<IntakeFixture> server) {
        Row stm(String stm) {
            UploadRequest with =
                    new UploadRequest(request.ai(), stm, request.codecs(), request.body());
            return new Row(rule, with, pointer, got, kept, server);
        }

        Row codecs(Codecs codecs) {
            UploadRequest with =
                    new UploadRequest(request.ai(), request.stm(), codecs, request.body());
            return new Row(rule, with, pointer, got, kept, server);
        }

        Row ai(String ai) {
            UploadRequest with =
                    new UploadRequest(ai, request.stm(), request.codecs(), request.body());
            return new Row(rule, with, pointer, got, kept, server);
        }

        Row within(IntakeLimits smaller) {
            return on(() -> new IntakeFixture(smaller));
        }

        Row on(Supplier<IntakeFixture> other) {
            return new Row(rule, request, pointer, got, kept, other);
        }

        @Override
        public String toString() {
            String body = StandardCharsets.UTF_8.decode(request.body().duplicate()).toString();
            return rule.code() + " " + body.substring(0, Math.min(60, body.length()));
        }
    }

    static final List<Row> ROWS = new ArrayList<>();

    static {
        wholeUpload();
        elements();
        requiredFields();
        times();
        variables();
        numbers();
        otherFields();
    }

    private static void wholeUpload() {
        String event = "[" + event("") + "]";
        last(refused(UploadRule.PROJECT_UNKNOWN, event, "\"nobody\"").ai("nobody"));
        last(
                refused(UploadRule.UPLOADS_OFF, event, "\"" + IntakeFixture.AI + "\"")
                        .on(() -> set(false, Quota.NONE)));
        Quota bytes = new Quota(null, Quota.Rate.perSecond(2));
        last(refused(UploadRule.QUOTA_BYTES, "[1]", "3").on(() -> set(true, bytes)));
        Quota events = new Quota(Quota.Rate.perSecond(1), null);
        last(refused(UploadRule.QUOTA_EVENTS, "[1,2,3]", "3").on(() -> set(true, events)));
        last(refused(UploadRule.STM_NOT_A_NUMBER, event, "\"now\"").stm("now"));
        last(refused(UploadRule.STM_NOT_A_NUMBER, event, "\"-5\"").stm("-5"));
        refused(UploadRule.BODY_EMPTY, "", "");
        refused(UploadRule.BODY_EMPTY, " \n", "");
        last(refused(UploadRule.BODY_EMPTY, "", "").codecs(new Codecs(null, null, null, "2")));
        refused(
                UploadRule.BODY_NOT_JSON,
                "[{\"cs1\":\"u\"\n,苹}]",
                "\"2:2 [{\\\"cs1\\\":\\\"u\\\"\\u000a,▶苹}]\"");
        refused(UploadRule.BODY_NOT_JSON, "[NaN]", "\"1:5 [NaN▶]\"");
        refused(UploadRule.BODY_NOT_JSON, "cs1=u&tm=1", "\"1:1 ▶cs1=u&tm=1\"");
        refused(UploadRule.BODY_TRUNCATED, "[{\"n\":\"a\"}", "\"1:11 [{\\\"n\\\":\\\"a\\\"}▶\"");
        refused(UploadRule.BODY_TRAILING, "[]\n[]", "\"2:1 []\\u000a▶[]\"");
        refused(UploadRule.BODY_TRAILING, "{} x", "\"1:4 {} ▶x\"");
        refused(UploadRule.BODY_NOT_ARRAY, "\"text\"", "\"text\"");
        refused(UploadRule.BODY_NOT_ARRAY, "5", "5");
        refused(UploadRule.BODY_TOO_DEEP, "[[[[[[[[[1]]]]]]]]]", "\"1:10 [[[[[[[[[▶1]]]]]]]]]\"");
        add(UploadRule.BODY_ENCODING, new byte[] {'[', '"', (byte) 0xff, '"', ']'}, "", "2", "");
        last(refused(UploadRule.BODY_TOO_LARGE, "x".repeat(901), "901").within(SMALL));
        last(refused(UploadRule.BODY_TOO_MANY_EVENTS, "[1,2,3,4]", "> 3").within(SMALL));
        last(
                refused(
                                UploadRule.BODY_TOO_MANY_NAMES,
                                "[{\"x\":{" + "\"a\":1,".repeat(69) + "\"b\":2}}]",
                                "> 69")
                        .within(SMALL));
        last(
                refused(UploadRule.CODEC_UNKNOWN, event, "\"X-Compress-Codec: 9\"")
                        .codecs(new Codecs(null, null, null, "9")));
        last(
                refused(UploadRule.CODEC_UNKNOWN, event, "\"Content-Encoding: br\"")
                        .codecs(new Codecs("br", null, null, null)));
        last(
                refused(UploadRule.CODEC_CORRUPT, event, "\"X-Compress-Codec: 2\"")
                        .codecs(new Codecs(null, null, null, "2")));
        last(
                refused(UploadRule.CODEC_NO_KEY, event, "\"X-Crypt-Codec: 1\"")
                        .codecs(new Codecs(null, null, "1", null)));
    }

    /** A server whose project has just used up its quota. */
    private static IntakeFixture set(boolean uploads, Quota quota) {
        IntakeFixture fixture = new IntakeFixture();
        ProjectSettings defaults = ProjectSettings.DEFAULTS;
        fixture.set(
                new ProjectSettings(
                        uploads,
                        defaults.retryDetection(),
                        defaults.undeclared(),
                        quota,
                        defaults.quarantineRetention()));
        fixture.upload("[2]");
        return fixture;
    }

    private static void elements() {
        add(RejectionRule.EVENT_NOT_AN_OBJECT, "[\"a\"]", "/0", "\"a\"", "");
        add(RejectionRule.EVENT_NOT_AN_OBJECT, "[[]]", "/0", "array", "");
        add(RejectionRule.EVENT_NOT_AN_OBJECT, "[null]", "/0", "null", "");
        repeated("'n':'first'", "n", "\"BuyProduct\"");
        repeated("'cs1':'first'", "cs1", "\"user\"");
        repeated("'tm':1", "tm", Long.toString(NOW));
        repeated("'t':'first'", "t", "\"cstm\"");
    }

    private static void repeated(String first, String field, String got) {
        String event = "{" + first + "," + event("").substring(1);
        add(
                WarningRule.KEY_REPEATED,
                "[" + json(event) + "]",
                "/0/" + field,
                got,
                "{\"n\":\"BuyProduct\"");
    }

    private static void requiredFields() {
        field(RejectionRule.CS1_MISSING, "cs1", null, "");
        field(RejectionRule.CS1_NOT_A_STRING, "cs1", "true", "true");
        field(RejectionRule.CS1_NOT_A_STRING, "cs1", "{'a':1}", "object");
        field(RejectionRule.CS1_EMPTY, "cs1", "''", "\"\"");
        field(RejectionRule.CS1_TOO_LONG, "cs1", "'" + S256 + "'", SHORT);
        field(RejectionRule.CS1_TOO_LONG, "cs1", "1e300", "1e300");
        field(RejectionRule.CS1_COLON, "cs1", "'a:b'", "\"a:b\"");
        for (String forbidden :
                new String[] {
                    "'0'", "'1'", "'-1'", "'{user.id}'", "null", "0", "1", "-1", "1.0", "0e5"
                }) {
            field(RejectionRule.CS1_FORBIDDEN_VALUE, "cs1", forbidden, json(forbidden));
        }
        field(RejectionRule.N_MISSING, "n", null, "");
        field(RejectionRule.N_MISSING, "n", "null", "null");
        field(RejectionRule.N_NOT_A_STRING, "n", "5", "5");
        field(RejectionRule.N_EMPTY, "n", "' \\t'", "\" \\u0009\"");
        field(RejectionRule.N_TOO_LONG, "n", "'" + S256 + "'", SHORT);
        warned(WarningRule.N_TRIMMED, "n", "' Buy '", "\" Buy \"", "{\"n\":\"Buy\",");
        warned(WarningRule.T_MISSING, "t", null, "", "BuyProduct");
        field(RejectionRule.T_NOT_CSTM, "t", "'page'", "\"page\"");
        field(RejectionRule.T_NOT_CSTM, "t", "null", "null");
    }

    private static void times() {
        field(RejectionRule.TM_MISSING, "tm", null, "");
        field(RejectionRule.TM_MISSING, "tm", "null", "null");
        field(RejectionRule.TM_NOT_A_NUMBER, "tm", "'2015-06-17'", "\"2015-06-17\"");
        field(RejectionRule.TM_NOT_A_NUMBER, "tm", "''", "\"\"");
        field(RejectionRule.TM_NOT_A_NUMBER, "tm", "false", "false");
        field(RejectionRule.TM_OUT_OF_RANGE, "tm", "-1", "-1");
        field(RejectionRule.TM_OUT_OF_RANGE, "tm", "1434556935000000", "1434556935000000");
        field(RejectionRule.TM_OUT_OF_RANGE, "tm", "1e400000000", "1e400000000");
        warned(
                WarningRule.TM_SECONDS,
                "tm",
                "1434556935",
                "1434556935",
                "\"tm\":1434556935000,\"w");
        long ahead = NOW + 3_600_001;
        warned(
                WarningRule.TM_FUTURE,
                "tm",
                Long.toString(ahead),
                Long.toString(ahead),
                "\"tm\":" + ahead + ",\"time\":" + NOW);
        String stm = Long.toString(NOW - 86_400_001);
        last(
                warned(
                                WarningRule.STM_IMPLAUSIBLE,
                                "tm",
                                "1434556935000",
                                stm,
                                "\"tm\":1434556935000,\"w")
                        .stm(stm));
    }

    private static void variables() {
        field(RejectionRule.VAR_NOT_AN_OBJECT, "var", "'a'", "\"a\"");
        field(RejectionRule.VAR_NOT_AN_OBJECT, "var", "[1]", "array");
        variable(
                WarningRule.KEY_REPEATED,
                "'a':1,' a ':'x'",
                " a ",
                "\"x\"",
                "\"var\":{\"a\":\"x\"}");
        variable(WarningRule.VAR_KEY_EMPTY, "' ':1,'b':2", " ", "\" \"", "\"var\":{\"b\":2}");
        variable(
                WarningRule.VAR_KEY_TOO_LONG,
                "'" + S256 + "':1,'b':2",
                S255,
                SHORT,
                "\"var\":{\"b\":2}");
        variable(
                WarningRule.VAR_NOT_A_SCALAR,
                "'a/b~c':null,'b':2",
                "a~1b~0c",
                "null",
                "\"var\":{\"b\":2}");
        variable(WarningRule.VAR_NOT_A_SCALAR, "'a':[1],'b':2", "a", "array", "\"var\":{\"b\":2}");
        variable(
                WarningRule.VAR_NOT_A_SCALAR,
                "'a':{'c':[]},'b':2",
                "a",
                "object",
                "\"var\":{\"b\":2}");
        variable(WarningRule.VAR_NOT_A_SCALAR, "'a':true,'b':2", "a", "true", "\"var\":{\"b\":2}");
        variable(
                WarningRule.VAR_TOO_LONG,
                "'a':'" + S256 + "'",
                "a",
                SHORT,
                "\"var\":{\"a\":\"" + S255 + "\"}");
        variable(
                WarningRule.VAR_TOO_LONG,
                "'a':'" + "😀".repeat(256) + "'",
                "a",
                "\"" + "😀".repeat(98) + "…",
                "\"" + "😀".repeat(255) + "\"");
        last(
                add(
                                WarningRule.VAR_TOO_MANY,
                                json(
                                        "["
                                                + event(
                                                        "'var':{'a':1,'b':2,'c':3,'d':4,'e':5,'f':6,'g':7}")
                                                + "]"),
                                "/0/var",
                                "7",
                                "\"var\":{\"a\":1,\"b\":2,\"c\":3}")
                        .within(SMALL));
        variable(
                WarningRule.UNPAIRED_SURROGATE,
                "'a':'x\\ud83dy'",
                "a",
                "\"x\ufffdy\"",
                "{\"a\":\"x\ufffdy\"}");
        variable(
                WarningRule.UNPAIRED_SURROGATE,
                "'k\\uDC00':1",
                "k\ufffd",
                "\"k\ufffd\"",
                "{\"k\ufffd\":1}");
    }

    private static void numbers() {
        variable(
                WarningRule.NUMBER_OUT_OF_RANGE,
                "'a':1e309,'b':2",
                "a",
                "1e309",
                "\"var\":{\"b\":2}");
        variable(
                WarningRule.NUMBER_INEXACT,
                "'a':9223372036854775809",
                "a",
                "9223372036854775809",
                "{\"a\":9.223372036854776E18}");
        variable(
                WarningRule.NUMBER_INEXACT,
                "'a':0.12345678901234567890",
                "a",
                "0.12345678901234567890",
                "{\"a\":0.12345678901234568}");
        variable(WarningRule.NUMBER_INEXACT, "'a':1e-400", "a", "1e-400", "{\"a\":0.0}");
        warned(
                WarningRule.NUM_NOT_A_NUMBER,
                "num",
                "'3'",
                "\"3\"",
                "\"tm\":" + NOW + ",\"warnings\"");
        warned(WarningRule.NUM_NEGATIVE, "num", "-0.5", "-0.5", "\"tm\":" + NOW + ",\"warnings\"");
        warned(
                WarningRule.NUMBER_OUT_OF_RANGE,
                "num",
                "1e999",
                "1e999",
                "\"tm\":" + NOW + ",\"warnings\"");
    }

    private static void otherFields() {
        field(RejectionRule.U_NOT_A_STRING, "u", "[]", "array");
        field(RejectionRule.U_TOO_LONG, "u", "'" + S256 + "'", SHORT);
        field(RejectionRule.ID_NOT_A_STRING, "id", "true", "true");
        field(RejectionRule.ID_EMPTY, "id", "''", "\"\"");
        field(RejectionRule.ID_TOO_LONG, "id", "'" + "x".repeat(129) + "'", SHORT);
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void whatBreaksARuleIsToldByItsCode(Row row) {
        IntakeFixture fixture = row.server().get();
        Finding finding = new Finding(row.rule().code(), row.pointer(), row.got());
        UploadOutcome outcome = fixture.upload(row.request());

        switch (row.rule().effect()) {
            case REFUSED -> {
                assertThat(outcome).isInstanceOf(Refused.class);
                assertThat(((Refused) outcome).finding()).isEqualTo(finding);
            }
            case REJECTED, DISCARDED -> {
                assertThat(outcome).isInstanceOf(Stored.class);
                assertThat(((Stored) outcome).results())
                        .containsExactly(new EventResult(0, EventOutcome.REJECTED, finding));
                assertThat(fixture.log.content().rejected().getFirst().reason()).isEqualTo(finding);
            }
            case WARNED -> {
                assertThat(outcome).isInstanceOf(Stored.class);
                assertThat(((Stored) outcome).results())
                        .containsExactly(new EventResult(0, EventOutcome.WARNED, finding));
                assertThat(((Stored) outcome).warned()).isEqualTo(1);
                assertThat(fixture.log.texts(RecordKind.EVENT).getFirst()).contains(row.kept());
                assertThat(fixture.log.content().events().getFirst().warnings()).hasSize(1);
            }
            case DUPLICATE -> throw new AssertionError("held by UploadRecordsTest");
        }
    }

    @Test
    void everyRuleIsBrokenByARow() {
        Set<Rule> rules = new HashSet<>();
        ROWS.forEach(row -> rules.add(row.rule()));
        PlanRuleTest.ROWS.forEach(row -> rules.add(row.rule()));
        rules.add(DuplicateRule.ID_DUPLICATE);
        assertThat(rules).containsExactlyInAnyOrderElementsOf(Rule.all());
    }

    @Test
    void everyRuleHasItsOwnCodeAndSpeaksBothLanguages() {
        Set<String> codes = new HashSet<>();
        Map<String, Rule> messages = new HashMap<>();
        for (Rule rule : Rule.all()) {
            assertThat(rule.code()).matches("[a-z0-9]+\\.[a-z0-9_]+");
            assertThat(codes.add(rule.code())).isTrue();
            assertThat(Rule.of(rule.code())).isEqualTo(rule);
            Finding finding = rule.finding("/0/x", "\"GOT\"");
            String en = rule.message(finding, Language.EN);
            String zh = rule.message(finding, Language.ZH);
            assertThat(en)
                    .endsWith(".")
                    .doesNotContain("{got}")
                    .doesNotContainPattern("\\p{IsHan}");
            assertThat(zh).endsWith("。").doesNotContain("{got}").containsPattern("\\p{IsHan}");
            assertThat(rule.expected(Language.EN)).isNotBlank();
            assertThat(rule.expected(Language.ZH)).isNotBlank();
            assertThat(messages.put(en, rule)).isNull();
        }
        assertThat(Rule.of("no.such_rule")).isNull();
    }

    @Test
    void aMessageNamesWhatWasThere() {
        Finding finding = new Finding("cs1.forbidden_value", "/4/cs1", "\"-1\"");
        assertThat(RejectionRule.CS1_FORBIDDEN_VALUE.message(finding, Language.EN))
                .startsWith("cs1 is \"-1\",");
        assertThat(RejectionRule.CS1_FORBIDDEN_VALUE.message(finding, Language.ZH))
                .contains("\"-1\"");
    }

    private static Row refused(Rule rule, String body, String got) {
        return add(rule, body, "", got, "");
    }

    private static void field(Rule rule, String field, @Nullable String value, String got) {
        warned(rule, field, value, got, "");
    }

    private static Row warned(
            Rule rule, String field, @Nullable String value, String got, String kept) {
        return add(rule, json("[" + with(field, value) + "]"), "/0/" + field, got, kept);
    }

    private static void variable(Rule rule, String variables, String key, String got, String kept) {
        String event = event("'var':{" + variables + "}");
        add(rule, json("[" + event + "]"), "/0/var/" + key, got, kept);
    }

    private static Row add(Rule rule, String body, String pointer, String got, String kept) {
        return add(rule, body.getBytes(StandardCharsets.UTF_8), pointer, got, kept);
    }

    private static Row add(Rule rule, byte[] body, String pointer, String got, String kept) {
        UploadRequest request =
                new UploadRequest(IntakeFixture.AI, null, Codecs.NONE, ByteBuffer.wrap(body));
        Row row = new Row(rule, request, pointer, got, kept, IntakeFixture::new);
        ROWS.add(row);
        return row;
    }

    /** Puts a row that was changed in the place of the last one. */
    private static void last(Row row) {
        ROWS.set(ROWS.size() - 1, row);
    }

    /** A right event, with more members in single quotes. */
    private static String event(String more) {
        return "{'cs1':'user','tm':%d,'t':'cstm','n':'BuyProduct'%s}"
                .formatted(NOW, more.isEmpty() ? "" : "," + more)
                .replace('\'', '"');
    }

    /** A right event with one field of another value, or without it. */
    private static String with(String field, @Nullable String value) {
        StringBuilder event = new StringBuilder("{\"x\":0");
        Map<String, String> right =
                Map.of(
                        "cs1",
                        "'user'",
                        "tm",
                        Long.toString(NOW),
                        "t",
                        "'cstm'",
                        "n",
                        "'BuyProduct'");
        right.forEach((name, text) -> {
            if (!name.equals(field)) {
                event.append(",'").append(name).append("':").append(text);
            }
        });
        if (value != null) {
            event.append(",'").append(field).append("':").append(value);
        }
        return event.append("}").toString();
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
