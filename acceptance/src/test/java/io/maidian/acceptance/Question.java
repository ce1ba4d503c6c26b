package io.maidian.acceptance;

import java.util.LinkedHashMap;
import java.util.Map;

/** A question as the API takes it. Immutable. */
record Question(Map<String, Object> fields) {
    Question {
        fields = Map.copyOf(fields);
    }

    static Question realtime(String event) {
        return new Question(Map.of("kind", "realtime", "event", event));
    }

    static Question trend(String event) {
        return new Question(Map.of("kind", "trend", "event", event));
    }

    /** The same question with one field set. */
    Question with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Question(more);
    }

    Question users() {
        return with("measure", "users");
    }

    Question target(String target) {
        return with("target", target);
    }

    /**
     * @param toMillis not included
     */
    Question between(long fromMillis, long toMillis) {
        return with("from", fromMillis).with("to", toMillis);
    }
}
