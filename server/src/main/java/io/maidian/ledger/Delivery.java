package io.maidian.ledger;

import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Delivers one upload after the other over one connection, as a careful client does: what is not
 * answered, or answered with an error that passes, is sent again with the same address and bytes,
 * for as long as the server must recognise it. For one thread.
 */
final class Delivery {
    /** As long as the Java SDK waits. */
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    /** The contract promises to recognise a retry for 60 s. */
    private static final long RETRY_NANOS = Duration.ofSeconds(45).toNanos();

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Run run;
    private final HttpClient client;
    private final Clock clock;
    private final BooleanSupplier stopping;
    private boolean everAnswered;

    Delivery(Run run, HttpClient client, Clock clock, BooleanSupplier stopping) {
        this.run = run;
        this.client = client;
        this.clock = clock;
        this.stopping = stopping;
    }

    /** What one try came to. */
    private sealed interface Try {
        /** It is stored. */
        record Stored(List<Long> rejected, String requestId) implements Try {}

        /** Nothing of this try is stored. */
        record Refused(String why, boolean forGood) implements Try {}

        /** It may be stored. */
        record Unanswered(String why) implements Try {}
    }

    /**
     * Sends these events until it is known what became of them, or the time for that is over.
     *
     * @throws IOException where the server will never take such an upload
     */
    Entry deliver(EventBody.Form form, long from, long to, boolean snappy)
            throws IOException, InterruptedException {
        long now = clock.millis();
        HttpRequest request = request(EventBody.json(run, form, from, to, now), now, snappy);
        long startedNanos = System.nanoTime();
        long pauseMillis = FIRST_PAUSE_MILLIS;
        String unanswered = null;
        while (true) {
            String why;
            switch (send(request, from)) {
                case Try.Stored(List<Long> rejected, String requestId) -> {
                    everAnswered = true;
                    return Entry.answered(from, to, rejected, requestId);
                }
                case Try.Refused(String refusal, boolean forGood) -> {
                    if (forGood && !everAnswered) {
                        throw new IOException(
                                "the server refuses uploads to " + run.ai() + ": " + refusal);
                    }
                    why = refusal;
                }
                case Try.Unanswered(String silence) -> {
                    why = silence;
                    unanswered = silence;
                }
            }
            if (stopping.getAsBoolean() || System.nanoTime() - startedNanos > RETRY_NANOS) {
                // One try that may have stored it outweighs all that did not.
                return unanswered == null
                        ? Entry.notStored(Fate.REFUSED, from, to, why)
                        : Entry.notStored(Fate.UNANSWERED, from, to, unanswered);
            }
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
        }
    }

    private HttpRequest request(byte[] json, long nowMillis, boolean snappy) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        run.server()
                                                + "/v3/"
                                                + run.ai()
                                                + "/s2s/cstm?stm="
                                                + nowMillis))
                        .timeout(ANSWER_LIMIT);
        if (!snappy) {
            return request.POST(BodyPublishers.ofByteArray(json)).build();
        }
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] compressed = new byte[compressor.maxCompressedLength(json.length)];
        int length = compressor.compress(json, 0, json.length, compressed, 0, compressed.length);
        return request.header("X-Compress-Codec", "2")
                .POST(BodyPublishers.ofByteArray(Arrays.copyOf(compressed, length)))
                .build();
    }

    private Try send(HttpRequest request, long from) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return read(response.statusCode(), response.body(), from);
        } catch (IOException e) {
            return new Try.Unanswered(e.toString());
        }
    }

    private static Try read(int status, String body, long from) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return new Try.Unanswered(status + ", not JSON");
        }
        String code = json.at("/error/code").asString("");
        String told = code.isEmpty() ? Integer.toString(status) : status + " " + code;
        String requestId = text(json, "request_id");
        if (requestId != null && (status == 200 || status == 400)) {
            List<Long> rejected = new ArrayList<>();
            for (JsonNode result : json.path("results")) {
                if (result.path("outcome").asString("").equals("rejected")) {
                    rejected.add(from + result.path("index").asLong());
                }
            }
            return new Try.Stored(rejected, requestId);
        }
        if (status == 429 || (status == 503 && !json.has("stored"))) {
            return new Try.Refused(told, false);
        }
        boolean forGood = status >= 400 && status < 500;
        return forGood ? new Try.Refused(told, true) : new Try.Unanswered(told);
    }

    private static @Nullable String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
