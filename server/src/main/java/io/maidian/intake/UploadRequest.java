package io.maidian.intake;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An upload as it came, free of HTTP.
 *
 * @param ai the project id of its path
 * @param stm the {@code stm} of its query, as text
 * @param codecs the headers that say how the body is encoded
 * @param body the raw bytes of a POST's body or of a GET's {@code data}, backed by an array; not
 *     changed. A retry bears the same
 * @param options how it is to be taken
 * @param capture where to note what becomes of it; null for most
 */
public record UploadRequest(
        String ai,
        @Nullable String stm,
        Codecs codecs,
        ByteBuffer body,
        Options options,
        @Nullable Capture capture) {
    /** One that nobody looks at. */
    public UploadRequest(
            String ai, @Nullable String stm, Codecs codecs, ByteBuffer body, Options options) {
        this(ai, stm, codecs, body, options, null);
    }

    /** One to be taken as most are. */
    public UploadRequest(String ai, @Nullable String stm, Codecs codecs, ByteBuffer body) {
        this(ai, stm, codecs, body, Options.NONE);
    }

    /**
     * What its query asks for.
     *
     * @param dryRun judge it, and store nothing
     * @param strict store nothing if any event is rejected
     */
    public record Options(boolean dryRun, boolean strict) {
        /** Neither. */
        public static final Options NONE = new Options(false, false);
    }

    /**
     * The headers that say how a body is encoded; null where absent.
     *
     * @param contentEncoding {@code Content-Encoding}, a list where there are several
     * @param encode {@code X-Encode-Codec}
     * @param crypt {@code X-Crypt-Codec}
     * @param compress {@code X-Compress-Codec}
     */
    public record Codecs(
            @Nullable String contentEncoding,
            @Nullable String encode,
            @Nullable String crypt,
            @Nullable String compress) {
        /** No codec at all. */
        public static final Codecs NONE = new Codecs(null, null, null, null);
    }
}
