package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code GET /api/openapi.json}: the public description of the API, held against the routes by a
 * test.
 */
final class OpenApiDocument implements Endpoint.Direct {
    private final Buffer document;

    OpenApiDocument() {
        document = Buffer.buffer(bytes());
    }

    static byte[] bytes() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.answer(200, Json.TYPE, document);
    }
}
