package io.maidian.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Uploads to one project, each with its own stm.
 *
 * @param http its connections are used again
 */
record UploadClient(HttpClient http, String url, String ai) {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Completes with the status of the answer, or exceptionally where there is none. */
    CompletableFuture<Integer> send(byte[] body, long stmMillis) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/v3/" + ai + "/s2s/cstm?stm=" + stmMillis))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }
}
