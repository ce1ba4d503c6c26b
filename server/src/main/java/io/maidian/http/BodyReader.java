package io.maidian.http;

import io.maidian.intake.UploadMemory;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body raw, whatever its Content-Type, up to a limit and within the memory that there is. A
 * body that declares itself larger is refused before it is sent (Expect: 100-continue) or read; one
 * that turns out larger is cut off. A large one is not read before it has its memory; one that does
 * not say how large it is takes it as it comes. For the request's event loop.
 */
final class BodyReader {
    private final HttpServerRequest request;
    private final int limitBytes;
    private final BodyMemory memory;
    private final Consumer<BodyReader> whole;
    private final Consumer<Refusal> refused;

    /** The only chunk of most bodies, which is not copied. */
    private @Nullable Buffer first;

    private byte @Nullable [] bytes;
    private int length;
    private long takenBytes;
    private BodyMemory.@Nullable Waiting waiting;
    private boolean ended;

    /** Its place among the bodies that are coming, which is {@link BodyMemory}'s. */
    @Nullable BodyReader before;

    @Nullable BodyReader after;
    long sinceSweep;

    /** Why a body is not read. */
    enum Refusal {
        /** It is larger than the limit. */
        TOO_LARGE,
        /** There is no memory for it now. */
        BUSY,
        /** It took too long to come. */
        TOO_SLOW
    }

    private BodyReader(
            HttpServerRequest request,
            int limitBytes,
            BodyMemory memory,
            Consumer<BodyReader> whole,
            Consumer<Refusal> refused) {
        this.request = request;
        this.limitBytes = limitBytes;
        this.memory = memory;
        this.whole = whole;
        this.refused = refused;
    }

    /**
     * Calls one of the two, once; neither if the caller goes away first.
     *
     * @param whole is to {@link #release} it in the end; what it throws is answered
     * @param refused answers; the connection is closed after it, unless it is of HTTP/2
     */
    static void read(
            HttpServerRequest request,
            int limitBytes,
            BodyMemory memory,
            Consumer<BodyReader> whole,
            Consumer<Refusal> refused) {
        new BodyReader(request, limitBytes, memory, whole, refused).begin();
    }

    private void begin() {
        memory.begun(this);
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        request.handler(this::chunk);
        request.endHandler(_ -> end());
        request.exceptionHandler(_ -> gone());
        long declaredBytes = declared == null ? 0 : declaredBytes(declared);
        if (declaredBytes > limitBytes) {
            refuse(Refusal.TOO_LARGE);
        } else if (declaredBytes > UploadMemory.SMALL_BODY_BYTES) {
            request.pause();
            waiting =
                    memory.await(
                            declaredBytes,
                            () -> admit((int) declaredBytes),
                            () -> refuse(Refusal.BUSY));
        } else {
            proceed();
        }
    }

    private static long declaredBytes(String declared) {
        // Netty has refused what is not a number.
        return declared.length() > 10 ? Long.MAX_VALUE : Long.parseLong(declared.trim());
    }

    private void admit(int declaredBytes) {
        takenBytes = declaredBytes;
        bytes = new byte[declaredBytes];
        proceed();
        request.resume();
    }

    private void proceed() {
        if (request.getHeader(HttpHeaders.EXPECT) != null) {
            request.response().writeContinue();
        }
    }

    private void chunk(Buffer chunk) {
        if (ended) {
            return;
        }
        int all = length + chunk.length();
        if (all > limitBytes) {
            refuse(Refusal.TOO_LARGE);
        } else if (length == 0 && bytes == null) {
            first = chunk;
            length = all;
        } else if (hold(all)) {
            chunk.getBytes(bytes(), length);
            length = all;
        } else {
            refuse(Refusal.BUSY);
        }
    }

    /** Makes room for so many bytes; false where there is no memory for it. */
    private boolean hold(int count) {
        int have = bytes == null ? 0 : bytes.length;
        if (count <= have) {
            return true;
        }
        int wanted = Math.min(limitBytes, Math.max(2 * count, 1_024));
        if (!memory.take(wanted - takenBytes)) {
            return false;
        }
        takenBytes = wanted;
        if (bytes == null && first != null) {
            bytes = new byte[wanted];
            first.getBytes(bytes);
            first = null;
        } else {
            bytes = Arrays.copyOf(bytes(), wanted);
        }
        return true;
    }

    private byte[] bytes() {
        byte[] held = bytes;
        return held == null ? new byte[0] : held;
    }

    /** Ends it, and has that answered. */
    void refuse(Refusal reason) {
        gone();
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
        request.resume();
        refused.accept(reason);
    }

    /** Nothing of it is wanted any more. */
    private void gone() {
        if (!ended) {
            ended = true;
            memory.ended(this);
            if (waiting != null) {
                waiting.leave();
            }
            first = null;
            bytes = null;
            release();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            memory.ended(this);
            try {
                whole.accept(this);
            } catch (RuntimeException e) {
                // The body came later than the request, so nobody above would answer for it.
                release();
                Dispatcher.fail(request, e);
            }
        }
    }

    /** The body, backed by an array; to be called once, for it is not kept here. */
    ByteBuffer body() {
        Buffer only = first;
        ByteBuffer body =
                only != null
                        ? ByteBuffer.wrap(only.getBytes())
                        : ByteBuffer.wrap(bytes(), 0, length);
        first = null;
        bytes = null;
        return body;
    }

    /** Gives its memory back, once: the body and what was made of it are not needed any more. */
    void release() {
        if (takenBytes > 0) {
            memory.giveBack(takenBytes);
            takenBytes = 0;
        }
    }
}
