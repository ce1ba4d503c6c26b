package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An answer to a question about one series.
 *
 * @param points bucket start in ms to value, in the order of the answer
 * @param emptyReason the code, or null where the answer is not empty
 */
record Answer(
        long position,
        Map<Long, Long> points,
        long total,
        @Nullable String emptyReason,
        JsonNode json) {

    static Answer of(JsonNode json) {
        JsonNode series = json.get("series");
        assertThat(series.size()).as("series of %s", json).isEqualTo(1);
        Map<Long, Long> points = new LinkedHashMap<>();
        for (JsonNode point : series.get(0).get("points")) {
            assertThat(point.size()).as("point in %s", json).isEqualTo(2);
            Long before = points.put(point.get(0).longValue(), point.get(1).longValue());
            assertThat(before).as("a bucket comes once in %s", json).isNull();
        }
        JsonNode reason = json.get("empty_reason");
        assertThat(reason).as("empty_reason is always there, if only as null").isNotNull();
        return new Answer(
                json.get("position").longValue(),
                points,
                series.get(0).get("total").longValue(),
                reason.isNull() ? null : reason.get("code").stringValue(),
                json);
    }

    /** The words that say why it is empty. */
    String emptyMessage() {
        return json.requiredAt("/empty_reason/message").stringValue();
    }
}
