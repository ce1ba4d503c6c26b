package io.maidian.http;

import io.maidian.intake.Language;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The language of a request's answer. */
final class Languages {
    private Languages() {}

    static Language of(HttpServerRequest request) {
        return Language.of(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }
}
