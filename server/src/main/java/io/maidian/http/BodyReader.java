package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body raw, whatever its Content-Type, up to a limit. A body that declares itself larger is
 * refused before it is sent (Expect: 100-continue) or read; one that turns out larger is cut off.
 * For the request's event loop.
 */
final class BodyReader {
    private final int limitBytes;
    private final Consumer<Buffer> whole;
    private final Runnable tooLarge;
    private @Nullable Buffer read;
    private int chunks;
    private boolean refused;

    private BodyReader(int limitBytes, Consumer<Buffer> whole, Runnable tooLarge) {
        this.limitBytes = limitBytes;
        this.whole = whole;
        this.tooLarge = tooLarge;
    }

    /**
     * Calls one of the two, once; neither if the caller goes away first.
     *
     * @param tooLarge answers; the connection is closed after it, unless it is of HTTP/2
     */
    static void read(
            HttpServerRequest request, int limitBytes, Consumer<Buffer> whole, Runnable tooLarge) {
        BodyReader reader = new BodyReader(limitBytes, whole, tooLarge);
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        request.handler(chunk -> reader.chunk(request, chunk));
        request.endHandler(_ -> reader.end());
        if (declared != null && overLimit(declared, limitBytes)) {
            reader.refuse(request);
        } else if (request.getHeader(HttpHeaders.EXPECT) != null) {
            request.response().writeContinue();
        }
    }

    private static boolean overLimit(String declared, int limitBytes) {
        // Netty has refused what is not a number.
        return declared.length() > 10 || Long.parseLong(declared.trim()) > limitBytes;
    }

    private void chunk(HttpServerRequest request, Buffer chunk) {
        if (refused) {
            return;
        }
        Buffer before = read;
        if (before == null) {
            read = chunk;
        } else if (chunks == 1) {
            // Most bodies are one chunk and are not copied; a longer one grows in a buffer of its
            // own.
            read =
                    Buffer.buffer(2 * (before.length() + chunk.length()))
                            .appendBuffer(before)
                            .appendBuffer(chunk);
        } else {
            before.appendBuffer(chunk);
        }
        chunks++;
        if (length(read) > limitBytes) {
            refuse(request);
        }
    }

    private static int length(@Nullable Buffer buffer) {
        return buffer == null ? 0 : buffer.length();
    }

    private void refuse(HttpServerRequest request) {
        refused = true;
        read = null;
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        tooLarge.run();
    }

    private void end() {
        if (!refused) {
            Buffer body = read;
            whole.accept(body == null ? Buffer.buffer() : body);
        }
    }
}
