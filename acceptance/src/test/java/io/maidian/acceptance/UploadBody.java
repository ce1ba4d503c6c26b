package io.maidian.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The body of an upload. */
record UploadBody(String json, int count) {
    /** The seed's page: its example of one event. */
    static final UploadBody SEED_ONE = new UploadBody(resource("/seed/one-event.json"), 1);

    /** The seed's page: its example of three events, which are all the same. */
    static final UploadBody SEED_THREE = new UploadBody(resource("/seed/three-events.json"), 3);

    static UploadBody of(List<Map<String, Object>> events) {
        return new UploadBody(Api.JSON.writeValueAsString(events), events.size());
    }

    /** Events of one kind, one for each user, all at the same time. */
    static UploadBody of(String key, long tm, String... users) {
        return of(Stream.of(users).map(user -> event(key, user, tm)).toList());
    }

    static Map<String, Object> event(String key, String user, long tm) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("cs1", user);
        event.put("tm", tm);
        event.put("t", "cstm");
        event.put("n", key);
        return event;
    }

    static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String name) {
        try (InputStream in = UploadBody.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
