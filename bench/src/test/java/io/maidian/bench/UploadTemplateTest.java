package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class UploadTemplateTest {
    private static final long NOW = 1_795_525_000_123L;

    private final UploadTemplate template = new UploadTemplate("abc", "BuyProduct", 100);

    private String next() {
        return StandardCharsets.UTF_8.decode(template.next(NOW)).toString();
    }

    @Test
    void aRequestHasAsManyBytesAsItSaysAndItsTimeEverywhere() {
        String[] parts = next().split("\r\n\r\n", 2);
        assertThat(parts[0]).startsWith("POST /v3/abc/s2s/cstm?stm=1795525000123 HTTP/1.1\r\n");
        assertThat(parts[0])
                .contains("Content-Length: " + parts[1].getBytes(StandardCharsets.UTF_8).length);
        JsonNode events = new JsonMapper().readTree(parts[1]);
        assertThat(events.size()).isEqualTo(100);
        for (JsonNode event : events) {
            assertThat(event.required("tm").longValue()).isEqualTo(NOW);
            assertThat(event.required("n").stringValue()).isEqualTo("BuyProduct");
        }
    }

    @Test
    void noTwoRequestsOfTheSameMillisecondAreAlike() {
        Set<String> requests = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            requests.add(next());
        }
        assertThat(requests).hasSize(1_000);
    }
}
