package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class SampleEventsTest {
    private static final long TM = 1_434_556_935_000L;

    @Test
    void bodiesAreTheUploadPagesOwnEvents() {
        JsonNode body = new JsonMapper().readTree(new SampleEvents("BuyProduct").body(100, TM));
        assertThat(body).hasSize(100);
        for (JsonNode event : body) {
            assertThat(event.required("cs1").stringValue()).hasSize(7);
            assertThat(event.required("tm").longValue()).isEqualTo(TM);
            assertThat(event.required("t").stringValue()).isEqualTo("cstm");
            assertThat(event.required("n").stringValue()).isEqualTo("BuyProduct");
            assertThat(event.required("var").required("product_price").isNumber()).isTrue();
        }
    }

    @Test
    void bodiesOfOneMillisecondDiffer() {
        SampleEvents events = new SampleEvents("BuyProduct");
        Set<String> bodies = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(bodies.add(new String(events.body(1, TM), StandardCharsets.UTF_8))).isTrue();
        }
    }
}
