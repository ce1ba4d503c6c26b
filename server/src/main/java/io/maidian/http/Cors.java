package io.maidian.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Lets pages of any site upload, and read the answer. Uploads need no sign-in, so nothing is opened
 * that was closed; the API of the console is not concerned. Stateless.
 */
final class Cors {
    private static final CharSequence ANY = HttpHeaders.createOptimized("*");
    private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, POST");
    private static final CharSequence HEADERS =
            HttpHeaders.createOptimized(
                    "Content-Type, Content-Encoding, X-Encode-Codec, X-Crypt-Codec, X-Compress-Codec");
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized("X-Retry-Safe, Retry-After");
    private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("86400");

    private Cors() {}

    /** Lets the page that a request came from read the answer. */
    static void allow(HttpServerRequest request) {
        if (request.getHeader(HttpHeaders.ORIGIN) != null) {
            request.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Answers a browser that asks before it uploads. */
    static void preflight(Exchange exchange) {
        HttpServerResponse response = exchange.request().response();
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS)
                .setStatusCode(204)
                .end();
    }
}
