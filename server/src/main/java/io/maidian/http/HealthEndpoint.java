package io.maidian.http;

import io.maidian.ops.Health;
import java.util.Map;

/** {@code GET /health}: ready or not, part by part. */
final class HealthEndpoint implements Endpoint.Direct {
    private final Health health;
    private final String version;

    HealthEndpoint(Health health, String version) {
        this.health = health;
        this.version = version;
    }

    @Override
    public void handle(Exchange exchange) {
        boolean ready = health.ready();
        exchange.answer(
                ready ? 200 : 503, Json.TYPE, Json.write(new Body(ready, version, health.parts())));
    }

    private record Body(boolean ready, String version, Map<String, Health.Status> parts) {}
}
