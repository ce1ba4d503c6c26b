package io.maidian.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * {@code GET /metrics}, in Prometheus' text format. Gathering may look at the disk, so it runs on a
 * worker.
 */
final class MetricsEndpoint implements Endpoint.Blocking {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    MetricsEndpoint(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        return ApiAnswer.text(registry.scrape(TYPE), TYPE);
    }
}
