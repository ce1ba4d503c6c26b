package io.maidian.intake;

import io.maidian.intake.UploadRequest.Codecs;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes on the wire to JSON text in valid UTF-8, within the limits. Safe for any thread.
 */
final class BodyDecoder {
    /** Encodings over one another; each costs up to the limit, so a long list would cost much. */
    private static final int MAX_ENCODINGS = 4;

    /** The headers in the order in which they are undone, outermost first. */
    private static final List<Header> HEADERS =
            List.of(
                    new Header("Content-Encoding", MAX_ENCODINGS, Codecs::contentEncoding),
                    new Header("X-Encode-Codec", 1, Codecs::encode),
                    new Header("X-Crypt-Codec", 1, Codecs::crypt),
                    new Header("X-Compress-Codec", 1, Codecs::compress));

    private final IntakeLimits limits;

    BodyDecoder(IntakeLimits limits) {
        this.limits = limits;
    }

    /** What became of a body. */
    sealed interface Body {}

    /**
     * It can be read.
     *
     * @param text JSON text, or what should be, backed by an array
     * @param raw the text as it came, of which each byte stands for the same in {@code text}
     * @param unpaired whether some of it became {@link Charsets#UNPAIRED}
     */
    record Decoded(ByteBuffer text, ByteBuffer raw, boolean unpaired) implements Body {
        Decoded(ByteBuffer text) {
            this(text, text, false);
        }

        Decoded(byte[] bytes, int offset, int length) {
            this(ByteBuffer.wrap(bytes, offset, length));
        }

        byte[] bytes() {
            return text.array();
        }

        int offset() {
            return text.arrayOffset() + text.position();
        }

        int length() {
            return text.remaining();
        }
    }

    /** It cannot. */
    record Undecodable(UploadOutcome.Refused reason) implements Body {}

    /**
     * A header that names codecs.
     *
     * @param maxCodecs how many its value may list, in the order in which they were applied
     */
    private record Header(String name, int maxCodecs, Function<Codecs, @Nullable String> value) {}

    /**
     * Undoes what an upload's headers say.
     *
     * @param limitBytes how much each codec may inflate to; the limit for all uploads at most
     */
    Body decode(Origin origin, int limitBytes) {
        ByteBuffer wire = origin.request().body();
        Codec.Bounds bounds = new Codec.Bounds(limitBytes, origin.stm());
        if (wire.remaining() > limits.wireBytes()) {
            return new Undecodable(
                    UploadRule.BODY_TOO_LARGE.refuse(Integer.toString(wire.remaining())));
        }
        Body body = new Decoded(wire);
        for (Header header : HEADERS) {
            String value = header.value().apply(origin.request().codecs());
            if (value != null && body instanceof Decoded decoded) {
                body = undo(header, value.strip(), decoded, bounds);
            }
        }
        return body instanceof Decoded decoded ? Charsets.utf8(decoded, limitBytes) : body;
    }

    private Body undo(Header header, String value, Decoded encoded, Codec.Bounds bounds) {
        if (header.maxCodecs() == 1 || value.indexOf(',') < 0) {
            return undo(header.name(), value, encoded, bounds);
        }
        String[] values = value.split(",", header.maxCodecs() + 1);
        if (values.length > header.maxCodecs()) {
            return unknown(header.name() + ": " + value);
        }
        Body body = encoded;
        for (int i = values.length - 1; i >= 0; i--) {
            if (body instanceof Decoded decoded) {
                body = undo(header.name(), values[i].strip(), decoded, bounds);
            }
        }
        return body;
    }

    private Body undo(String header, String value, Decoded body, Codec.Bounds bounds) {
        String name = header + ": " + value;
        Codec codec = Codec.of(header, value);
        if (codec == null) {
            return unknown(name);
        }
        // The SDKs' probe: codec headers and no body.
        if (body.length() == 0) {
            return body;
        }
        return switch (codec.decode(body, bounds)) {
            case Codec.Plain(Decoded plain) -> plain;
            case Codec.TooLarge(String bytes) ->
                    new Undecodable(UploadRule.BODY_TOO_LARGE.refuse(bytes));
            case Codec.Corrupt() ->
                    new Undecodable(UploadRule.CODEC_CORRUPT.refuse(RawValue.quote(name)));
            case Codec.KeyMissing() ->
                    new Undecodable(UploadRule.CODEC_NO_KEY.refuse(RawValue.quote(name)));
        };
    }

    private static Body unknown(String name) {
        return new Undecodable(UploadRule.CODEC_UNKNOWN.refuse(RawValue.quote(name)));
    }
}
