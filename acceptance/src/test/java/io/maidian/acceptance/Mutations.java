package io.maidian.acceptance;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Uploads as nobody should send them: the events of the recorded requests and of GrowingIO's page,
 * with numbers, texts and structure changed, put into batches, encoded, cut and damaged, under
 * headers that are right or wrong. The same seed gives the same uploads. For one thread.
 */
final class Mutations {
    private static final int[] BATCHES = {1, 1, 1, 2, 3, 5, 20, 60, 150, 400};

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "-1",
                    "0.1",
                    "1e5",
                    "1E-400",
                    "1e400",
                    "-1e308",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "123456789012345678901234567890",
                    "0.30000000000000004",
                    "1434556935000.75",
                    "1434556935",
                    "99999999999999999",
                    "9".repeat(400),
                    "0." + "3".repeat(400),
                    "1e-" + "9".repeat(9),
                    "NaN",
                    "-",
                    "01",
                    "+1",
                    "0x10");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "  padded  ",
                    "0",
                    "-1",
                    "{user.id}",
                    "a:b",
                    "\\u0000",
                    "\\ud800",
                    "\\udc00\\ud800",
                    "\\ud83d\\ude00",
                    "😀",
                    "水果",
                    "\\u200f\\u202e",
                    "e\\u0301",
                    "\uFFFF",
                    "\u0001",
                    "\\x",
                    "\\u12",
                    "'; DROP TABLE event; --",
                    "<script>alert(1)</script>",
                    "%s%n%00../../etc/passwd",
                    "x".repeat(255),
                    "x".repeat(256),
                    "果".repeat(300),
                    "\\\\".repeat(200));

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "[[[[[[1]]]]]]",
                    "[[[[[[[[[1]]]]]]]]]",
                    "{\"a\":{\"b\":{\"c\":1}}}",
                    "\"\"",
                    "nul",
                    "\"open");

    private static final List<String> HEADERS =
            List.of(
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: application/json; charset=gbk",
                    "Content-Type: multipart/form-data",
                    "Content-Encoding: br",
                    "Content-Encoding: gzip",
                    "Content-Encoding: ,,",
                    "Content-Encoding: zstd, identity",
                    "X-Compress-Codec: 1",
                    "X-Compress-Codec: 2",
                    "X-Compress-Codec: 3",
                    "X-Compress-Codec: 9",
                    "X-Compress-Codec: two",
                    "X-Crypt-Codec: 1",
                    "X-Crypt-Codec: -1",
                    "X-Encode-Codec: 1",
                    "X-Encode-Codec: 0",
                    "Accept-Language: zh-CN,zh;q=0.9",
                    "Accept-Language: ;;;q=x",
                    "Authorization: Bearer x",
                    "X-Forwarded-For: unknown, [::1",
                    "Cookie: maidian_session=\"; =;",
                    "Origin: null");

    private static final byte[] TELLING =
            "{}[]\",:\\u0-.eE+9ntf \u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private final Random random;
    private final List<String> events = new ArrayList<>();

    /**
     * An upload.
     *
     * @param target the path after the project's, with its query
     */
    record Mutated(String target, List<String> headers, ByteBuffer body) {}

    Mutations(Random random) {
        this.random = random;
        List<String> bodies =
                List.of(
                        UploadBody.resource("/requests/java-1.0.4-snappy.decoded.json"),
                        UploadBody.resource("/requests/java-1.0.8-snappy.decoded.json"),
                        bodyOf("/requests/php.raw"),
                        bodyOf("/requests/python-json.raw"),
                        UploadBody.SEED_ONE.json(),
                        UploadBody.SEED_THREE.json());
        for (String body : bodies) {
            JsonNode all = Api.JSON.readTree(body);
            (all.isArray() ? all : Api.JSON.createArrayNode().add(all))
                    .forEach(event -> events.add(event.toString()));
        }
    }

    private static String bodyOf(String recorded) {
        String raw = UploadBody.resource(recorded);
        return raw.substring(raw.indexOf("\r\n\r\n") + 4);
    }

    /**
     * The next one.
     *
     * @param stm a sending time that no other has
     */
    Mutated next(long stm) {
        int size = BATCHES[random.nextInt(BATCHES.length)];
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            json.append(i == 0 ? "" : ",").append(event(size));
        }
        json.append(']');
        byte[] body =
                json.toString()
                        .getBytes(
                                random.nextInt(12) == 0
                                        ? Charset.forName("GB18030")
                                        : StandardCharsets.UTF_8);
        // What damages a whole batch is rarer there, or few events would be stored.
        if (random.nextInt(size > 5 ? 15 : 3) == 0) {
            body = damaged(body);
        }
        List<String> headers = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            body = encoded(body, stm, headers);
        }
        while (random.nextInt(6) == 0) {
            headers.add(HEADERS.get(random.nextInt(HEADERS.size())));
        }
        return new Mutated("/s2s/cstm" + query(stm), headers, ByteBuffer.wrap(body));
    }

    private String query(long stm) {
        return switch (random.nextInt(20)) {
            case 0 -> "/?stm=" + stm;
            case 1 -> "";
            case 2 -> "?stm=" + stm + "&strict=1";
            case 3 -> "?stm=" + stm + "&dry_run=1";
            case 4 -> "?stm=%00&data=%5B%5D";
            case 5 -> "?stm=" + stm / 1_000 + "&stm=x&&=&%zz";
            default -> "?stm=" + stm;
        };
    }

    private String event(int batch) {
        String event = events.get(random.nextInt(events.size()));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            String changed = changed(event);
            // A text that is no JSON refuses the whole batch.
            event = batch > 5 && !isJson(changed) ? event : changed;
        }
        return event;
    }

    private String changed(String event) {
        return switch (random.nextInt(8)) {
            case 0 -> replaced(event, "(?<=:)-?\\d+(\\.\\d+)?", one(NUMBERS));
            case 1 -> replaced(event, "(?<=:\")[^\"]*", one(TEXTS));
            case 2 -> replaced(event, "(?<=[{,]\")[^\"]*(?=\":)", one(TEXTS));
            case 3 -> replaced(event, "(?<=:)(\"[^\"]*\"|-?\\d+)", one(VALUES));
            case 4 ->
                    event.replaceFirst(
                            "\\{",
                            "{\"" + one(TEXTS).replace("\\", "\\\\") + "\":" + one(NUMBERS) + ",");
            case 5 -> event.replaceFirst("\"var\":\\{", "\"var\":{" + variables());
            case 6 -> replaced(event, "\"[a-z0-9_]+\":(\"[^\"]*\"|-?\\d+),", "");
            default -> doubled(event);
        };
    }

    private String variables() {
        StringBuilder variables = new StringBuilder();
        int count = random.nextInt(150);
        for (int i = 0; i < count; i++) {
            variables.append("\"v").append(random.nextInt(200)).append("\":");
            variables.append(random.nextInt(100_000)).append(',');
        }
        return variables.toString();
    }

    private String doubled(String event) {
        int from = event.indexOf('"', random.nextInt(event.length()));
        int to = from < 0 ? -1 : event.indexOf(',', from);
        return to < 0 ? event : event.substring(0, to + 1) + event.substring(from);
    }

    /** With one of the places that fit replaced. */
    private String replaced(String event, String pattern, String by) {
        Matcher matcher = Pattern.compile(pattern).matcher(event);
        long places = matcher.results().count();
        if (places == 0) {
            return event;
        }
        long chosen = random.nextLong(places);
        matcher.reset();
        for (long i = 0; i <= chosen; i++) {
            if (!matcher.find()) {
                return event;
            }
        }
        return event.substring(0, matcher.start()) + by + event.substring(matcher.end());
    }

    private static boolean isJson(String text) {
        try {
            return Api.JSON.readTree(text).isObject();
        } catch (tools.jackson.core.JacksonException e) {
            return false;
        }
    }

    private byte[] encoded(byte[] plain, long stm, List<String> headers) {
        byte[] body = plain;
        List<Encoding> inside =
                List.of(
                        Encoding.OF_SDKS.get(random.nextInt(Encoding.OF_SDKS.size())),
                        random.nextInt(4) == 0 ? Encoding.xor(stm) : Encoding.none("X-Crypt-Codec"),
                        Encoding.OF_BYTES.get(random.nextInt(Encoding.OF_BYTES.size())),
                        Encoding.OF_HTTP.get(random.nextInt(Encoding.OF_HTTP.size())));
        for (Encoding encoding : inside) {
            body = encoding.apply(body);
            if (!encoding.value().isEmpty()) {
                headers.add(encoding.header() + ": " + encoding.value());
            }
            body = random.nextInt(40) == 0 ? damaged(body) : body;
        }
        return body;
    }

    /** With some bytes flipped, or cut, or a part doubled, or nothing left. */
    private byte[] damaged(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        int at = random.nextInt(body.length);
        int more = random.nextInt(1 + Math.min(64, body.length - at));
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1 -> Arrays.copyOfRange(body, at, body.length);
            case 2 ->
                    joined(
                            Arrays.copyOf(body, at + more),
                            Arrays.copyOfRange(body, at, body.length));
            case 3 ->
                    joined(
                            Arrays.copyOf(body, at),
                            Arrays.copyOfRange(body, at + more, body.length));
            case 4 -> {
                byte[] nested =
                        "[".repeat(random.nextInt(3_000)).getBytes(StandardCharsets.US_ASCII);
                yield joined(
                        joined(Arrays.copyOf(body, at), nested),
                        Arrays.copyOfRange(body, at, body.length));
            }
            case 5 -> new byte[random.nextInt(3)];
            default -> {
                byte[] flipped = body.clone();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    flipped[random.nextInt(flipped.length)] =
                            random.nextBoolean()
                                    ? TELLING[random.nextInt(TELLING.length)]
                                    : (byte) random.nextInt();
                }
                yield flipped;
            }
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(first.length + second.length);
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private String one(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
